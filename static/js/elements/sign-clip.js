// @ts-check
/*
 * <sign-clip src="…/template.json" data-layout="id of the layout's json">: a sign, played by a figure.
 *
 * Inside it: a <canvas>, and buttons with data-action="play", "slow", "flip" and "step". Who asks for
 * less motion gets a still picture, which "step" and "play" move.
 */

import { Figure } from '../practice/figure.js';
import { readJson } from '../practice/page.js';
import { Playback } from '../practice/playback.js';

const SLOW = 0.5;
const SIDE = 640; // pixels of the drawing, scaled by CSS
const GAP = 30; // ms between two drawings
const THRIFTY_GAP = 80; // beside a mirror whose tracking is slow

export class SignClip extends HTMLElement {
  constructor() {
    super();
    /** @type {Playback | null} */
    this.playback = null;
    /** @type {Figure | null} */
    this.figure = null;
    this.elapsed = 0;
    this.speed = 1;
    this.playing = false;
    this.frame = 0;
    this.shownAt = 0;
  }

  static observedAttributes = ['src'];

  connectedCallback() {
    this.addEventListener('click', this);
  }

  disconnectedCallback() {
    this.pause();
    this.removeEventListener('click', this);
  }

  attributeChangedCallback() {
    this.load();
  }

  async load() {
    this.pause();
    const src = this.getAttribute('src');
    if (!src) return;
    this.toggleAttribute('data-failed', false);
    try {
      const response = await fetch(src);
      if (!response.ok) throw new Error(`${src}: HTTP ${response.status}`);
      const template = await response.json();
      if (src !== this.getAttribute('src')) return; // another sign was asked for meanwhile
      this.playback = new Playback(template);
      this.figure = new Figure(readJson(this.dataset.layout ?? 'layout'), this.colours());
      this.elapsed = 0;
      this.dataset.loaded = '';
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.still();
      else this.play();
    } catch {
      this.toggleAttribute('data-failed', true);
    }
  }

  colours() {
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    return {
      skin: colour('--figure-skin'),
      line: colour('--figure-line'),
      hair: colour('--figure-hair'),
      shirt: colour('--figure-shirt'),
      sleeve: colour('--figure-sleeve'),
      left_hand: colour('--skeleton-left'),
      right_hand: colour('--skeleton-right'),
    };
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest('[data-action]');
    if (!(button instanceof HTMLElement) || !this.playback) return;
    const { action } = button.dataset;
    if (action === 'play') this.playing ? this.pause() : this.play();
    if (action === 'step') this.stepOn();
    if (action === 'slow') {
      this.speed = this.speed === 1 ? SLOW : 1;
      button.setAttribute('aria-pressed', String(this.speed === SLOW));
    }
    if (action === 'flip')
      button.setAttribute('aria-pressed', String(this.toggleAttribute('data-flipped')));
  }

  play() {
    this.playing = true;
    this.toggleAttribute('data-playing', true);
    this.shownAt = performance.now();
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    this.playing = false;
    this.toggleAttribute('data-playing', false);
    cancelAnimationFrame(this.frame);
  }

  /** @param {number} now */
  tick(now) {
    if (!this.playing || !this.playback) return;
    if (now - this.shownAt >= (this.closest('[data-thrifty]') ? THRIFTY_GAP : GAP)) {
      this.elapsed += (this.speed * (now - this.shownAt)) / 1_000;
      this.shownAt = now;
      this.draw(this.playback.loop(this.elapsed));
    }
    this.frame = requestAnimationFrame((later) => this.tick(later));
  }

  /** The moment that says most of a sign: its middle. */
  still() {
    if (!this.playback) return;
    this.elapsed = this.playback.duration / 2;
    this.draw(this.elapsed);
  }

  stepOn() {
    if (!this.playback) return;
    this.pause();
    this.elapsed = this.playback.step(this.playback.loop(this.elapsed));
    this.draw(this.elapsed);
  }

  /** @param {number} time */
  draw(time) {
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context || !this.playback || !this.figure) return;
    if (canvas.width !== SIDE || canvas.height !== SIDE) {
      canvas.width = SIDE;
      canvas.height = SIDE;
    }
    this.figure.draw(context, this.playback.at(time));
  }
}

customElements.define('sign-clip', SignClip);

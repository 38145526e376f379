// @ts-check
/*
 * <sign-practice>: the mirror in which a child practises a sign.
 *
 * It only passes things on: frames from practice/source.js to the check, the drawing and the link;
 * the server's messages to practice/states.js; and the state to the page, by showing the elements
 * whose data-when names it. All words and pictures are the page's HTML.
 */

import { CameraError } from '../practice/camera.js';
import { CameraCheck } from '../practice/check.js';
import { Skeleton } from '../practice/drawing.js';
import { Link } from '../practice/link.js';
import { readFiles, readJson, showWhen, socketAddress } from '../practice/page.js';
import { partsSeen } from '../practice/points.js';
import { CLOSE } from '../practice/protocol.js';
import { openSource } from '../practice/source.js';
import { next, START, words } from '../practice/states.js';
import { fetchTurn, swap } from '../practice/turn.js';

/**
 * @typedef {import('../practice/states.js').State} State
 * @typedef {import('../practice/states.js').Event} PracticeEvent
 * @typedef {import('../practice/protocol.js').Frame} Frame
 */

const SHOWN = 3_000; // ms that a verdict stands before the next try
const SLOW_PACE = 70; // ms between frames: here the processor is needed for tracking alone
const SKIP_AFTER = 6_000; // ms of camera check after which one may go on all the same

const ENDS = new Map(
  /** @type {[number, NonNullable<State['end']>][]} */ ([
    [CLOSE.signedOut, 'signed-out'],
    [CLOSE.notAllowed, 'not-allowed'],
  ]),
);

class SignPractice extends HTMLElement {
  constructor() {
    super();
    this.state = START;
    /** @type {import('../practice/source.js').Source | null} */
    this.source = null;
    /** @type {Link | null} */
    this.link = null;
    this.connected = false;
    this.pace = 0; // ms from one frame to the next, lately
    this.lastTime = 0;
    /** @type {Skeleton | null} */
    this.skeleton = null;
    /** @type {CameraCheck | null} */
    this.check = null;
    this.again = 0;
    this.patience = 0;
    this.onHidden = () => {
      if (document.hidden) this.link?.flush();
    };
    this.onLeave = () => this.stop();
  }

  connectedCallback() {
    this.layout = readJson(this.dataset.layout ?? 'layout');
    this.addEventListener('click', this);
    document.addEventListener('visibilitychange', this.onHidden);
    window.addEventListener('pagehide', this.onLeave);
    window.addEventListener('popstate', () => location.reload());
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) location.reload(); // the camera was let go when the page was left
    });
    this.show();
    this.begin();
  }

  disconnectedCallback() {
    this.stop();
    document.removeEventListener('visibilitychange', this.onHidden);
    window.removeEventListener('pagehide', this.onLeave);
  }

  async begin() {
    const { layout } = this;
    const style = getComputedStyle(this);
    const canvas = /** @type {HTMLCanvasElement} */ (this.partNamed('skeleton'));
    this.skeleton = new Skeleton(canvas, layout, {
      pose: style.getPropertyValue('--skeleton-body').trim(),
      left_hand: style.getPropertyValue('--skeleton-left').trim(),
      right_hand: style.getPropertyValue('--skeleton-right').trim(),
    });
    this.check = new CameraCheck(layout);
    this.change({ ...START, attempt: this.state.attempt });
    try {
      this.source = await openSource({
        video: /** @type {HTMLVideoElement} */ (this.partNamed('video')),
        layout,
        assets: { worker: this.dataset.worker ?? '', files: readFiles(this) },
        way: /** @type {'cpu' | 'gpu' | ''} */ (this.dataset.way ?? ''),
        onCamera: () => this.on({ type: 'camera' }),
        onProgress: (done) => this.on({ type: 'progress', done }),
        onFrame: (frame) => this.see(frame),
        onLost: (error) => this.fail(error),
      });
      this.on({ type: 'tracking' });
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.toggleAttribute('data-patient', true), SKIP_AFTER);
    } catch (error) {
      this.fail(error);
    }
  }

  /** @param {unknown} error */
  fail(error) {
    this.source?.stop();
    this.source = null;
    this.link?.flush();
    if (!(error instanceof CameraError)) console.error(error);
    this.on({ type: 'trouble', trouble: error instanceof CameraError ? error.trouble : 'broken' });
  }

  /** @param {Frame} frame */
  see(frame) {
    this.skeleton?.draw(frame.xy, frame.aspect);
    this.pace += 0.1 * (Math.min(1_000, frame.time - this.lastTime) - this.pace);
    this.lastTime = frame.time;
    this.toggleAttribute('data-thrifty', this.pace > SLOW_PACE);
    // Frames of the check are kept too: they show how the hands come up from rest.
    this.link ??= this.makeLink();
    this.link.add(frame);
    if (this.state.stage === 'checking' && this.check)
      this.on({ type: 'checked', check: this.check.add(frame) });
  }

  makeLink() {
    return new Link({
      address: socketAddress(this.dataset.socket ?? '', location),
      fingerprint: this.dataset.fingerprint ?? '',
      hasHands: (xy) => {
        const seen = partsSeen(xy, this.layout);
        return seen.left_hand || seen.right_hand;
      },
      onMessage: (message) => this.on({ type: 'message', message }),
      onUp: (up) => this.on({ type: 'online', up }),
      onClosed: (code) => this.on({ type: 'ended', end: ENDS.get(code) ?? 'reload' }),
    });
  }

  /** The camera check is passed: from here on the server watches. */
  connect() {
    this.link ??= this.makeLink();
    this.connected = true;
    this.practise();
    this.link.connect();
  }

  practise() {
    if (this.link)
      this.on({ type: 'attempt', attempt: this.link.practise(this.dataset.sign ?? '') });
  }

  /** The next try: a new attempt, or the same one where nothing was seen. */
  tryAgain() {
    clearTimeout(this.again);
    const { attempt, verdict } = this.state;
    if (verdict?.outcome !== 'unseen' || !attempt) return this.practise();
    this.link?.repeat();
    this.on({ type: 'attempt', attempt });
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest('a[data-part="next"]');
    if (link instanceof HTMLAnchorElement && isPlainClick(event)) {
      event.preventDefault();
      this.turnTo(link.href);
    }
    const action = target.closest('[data-action]')?.getAttribute('data-action');
    if (action === 'retry') this.begin();
    if (action === 'reload') location.reload();
    if (action === 'skip') this.on({ type: 'skip' });
    if (action === 'again') this.tryAgain();
  }

  /**
   * The next sign, in this page where it can be, so that nothing loads again.
   * @param {string} address
   */
  async turnTo(address) {
    const turn = await fetchTurn(address).catch(() => null);
    if (!turn || !this.source) {
      location.assign(address);
      return;
    }
    history.pushState(null, '', turn.address);
    document.title = turn.title;
    swap(this, turn.practice);
    this.practise();
    this.show();
    this.partNamed('word')?.focus();
  }

  /** @param {PracticeEvent} event */
  on(event) {
    const before = this.state;
    this.change(next(before, event));
    if (this.state.stage === 'practising' && !this.connected) this.connect();
    if (this.state.verdict && this.state.verdict !== before.verdict) this.told();
    if (event.type === 'message' && event.message.type === 'watching')
      this.fill('interim', event.message.closest);
  }

  told() {
    const { verdict } = this.state;
    this.fill('closest', verdict?.closest ?? null);
    this.fill('interim', null);
    clearTimeout(this.again);
    if (verdict?.outcome === 'correct') this.partNamed('next')?.focus({ preventScroll: true });
    else this.again = setTimeout(() => this.tryAgain(), SHOWN);
  }

  /** @param {State} state */
  change(state) {
    if (state === this.state) return;
    this.state = state;
    this.show();
  }

  show() {
    const { state } = this;
    const now = words(state);
    this.dataset.state = [...now].join(' ');
    showWhen(this, now);
    const progress = this.partNamed('progress');
    if (progress instanceof HTMLProgressElement) progress.value = state.progress;
    for (const element of this.querySelectorAll('[data-check]')) {
      const name = /** @type {'light' | 'body' | 'hands'} */ (element.getAttribute('data-check'));
      element.toggleAttribute('data-ok', state.check?.[name] ?? false);
    }
  }

  /**
   * Puts the picture and word of a sign into a part of the page.
   * @param {string} part
   * @param {string | null} sign such as "vsl/MOM"
   */
  fill(part, sign) {
    const content = [...this.querySelectorAll('template[data-sign]')].find(
      (template) => template.getAttribute('data-sign') === sign,
    );
    for (const place of this.querySelectorAll(`[data-part="${part}"]`)) {
      if (place.getAttribute('data-shows') === (sign ?? '')) continue;
      place.setAttribute('data-shows', sign ?? '');
      place.replaceChildren();
      if (content instanceof HTMLTemplateElement) place.append(content.content.cloneNode(true));
    }
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  partNamed(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  stop() {
    clearTimeout(this.again);
    clearTimeout(this.patience);
    this.link?.close();
    this.link = null;
    this.connected = false;
    this.source?.stop();
    this.source = null;
  }
}

/** @param {Event} event */
function isPlainClick(event) {
  return (
    event instanceof MouseEvent &&
    event.button === 0 &&
    !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  );
}

customElements.define('sign-practice', SignPractice);

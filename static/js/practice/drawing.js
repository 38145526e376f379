// @ts-check
/* Draws the child's own skeleton over her picture; only CSS mirrors it, as it mirrors the picture. */

import { edges, present } from './points.js';

/**
 * @typedef {import('./points.js').Layout} Layout
 * @typedef {Record<import('./points.js').Point['source'], string>} Colours by component
 */

const LINE = 0.011; // of the picture's height
const JOINT = 0.009;
const HALO = 'rgb(255 255 255 / 75%)';

export class Skeleton {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Layout} layout
   * @param {Colours} colours
   */
  constructor(canvas, layout, colours) {
    this.canvas = canvas;
    this.layout = layout;
    this.edges = edges(layout);
    this.colours = colours;
  }

  /**
   * @param {Float32Array} xy in picture units
   * @param {number} aspect width / height
   */
  draw(xy, aspect) {
    const { canvas } = this;
    const width = Math.round(480 * aspect);
    if (canvas.width !== width || canvas.height !== 480) {
      canvas.width = width;
      canvas.height = 480;
    }
    const context = canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.lineCap = 'round';
    for (const [extra, halo] of /** @type {[number, string | null][]} */ ([
      [5, HALO],
      [0, null],
    ])) {
      for (const { from, to, source } of this.edges) {
        if (!present(xy, from) || !present(xy, to)) continue;
        context.strokeStyle = halo ?? this.colours[source];
        context.lineWidth = LINE * canvas.height * (source === 'pose' ? 1.5 : 0.8) + extra;
        context.beginPath();
        context.moveTo(xy[2 * from] * canvas.width, xy[2 * from + 1] * canvas.height);
        context.lineTo(xy[2 * to] * canvas.width, xy[2 * to + 1] * canvas.height);
        context.stroke();
      }
    }
    this.layout.points.forEach(({ source }, i) => {
      if (!present(xy, i) || source === 'pose') return;
      context.fillStyle = this.colours[source];
      context.beginPath();
      context.arc(
        xy[2 * i] * canvas.width,
        xy[2 * i + 1] * canvas.height,
        JOINT * canvas.height,
        0,
        2 * Math.PI,
      );
      context.fill();
    });
  }

  clear() {
    this.canvas.getContext('2d')?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }
}

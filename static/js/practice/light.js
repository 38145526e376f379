// @ts-check
/* How bright the picture is, from a copy of it a few pixels wide. */

const WIDTH = 16;
const HEIGHT = 12;
const EVERY = 400; // ms; light changes slowly

/**
 * Mean luminance (Rec. 709 weights on the gamma-coded values) of RGBA pixels.
 * @param {Uint8ClampedArray} pixels
 * @returns {number} whole, 0..255
 */
export function luminance(pixels) {
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 4)
    sum += 0.2126 * pixels[i] + 0.7152 * pixels[i + 1] + 0.0722 * pixels[i + 2];
  return Math.round(sum / (pixels.length / 4));
}

export class LightMeter {
  constructor() {
    this.canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    this.context = this.canvas.getContext('2d', { willReadFrequently: true });
    this.measured = Number.NEGATIVE_INFINITY;
    this.value = 128;
  }

  /**
   * @param {CanvasImageSource} picture
   * @param {number} now ms
   */
  of(picture, now) {
    if (this.context && now - this.measured >= EVERY) {
      this.context.drawImage(picture, 0, 0, WIDTH, HEIGHT);
      this.value = luminance(this.context.getImageData(0, 0, WIDTH, HEIGHT).data);
      this.measured = now;
    }
    return this.value;
  }
}

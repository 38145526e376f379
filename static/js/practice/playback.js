// @ts-check
/* A sign's template over time: where every point is at any moment, and how the loop runs. */

/**
 * As the server sends it: seconds, and the layout's points in body units (origin midway between the
 * shoulders, 1 = their distance, y down), null where missing.
 * @typedef {{times: number[], xy: (([number | null, number | null] | null)[])[]}} Template
 */

const HOLD = 0.8; // seconds that the last frame stands before the sign begins again
const BRIDGE = 0.4; // seconds over which a missing point is carried

export class Playback {
  /** @param {Template} template */
  constructor({ times, xy }) {
    const first = times[0] ?? 0;
    this.times = times.map((time) => time - first);
    this.frames = xy.map((points) =>
      Float32Array.from(points.flatMap((p) => [p?.[0] ?? Number.NaN, p?.[1] ?? Number.NaN])),
    );
    this.duration = this.times.at(-1) ?? 0;
    this.bridgeGaps();
  }

  /** Short gaps of a point are filled from its neighbours in time, so that hands do not blink. */
  bridgeGaps() {
    const size = this.frames[0]?.length ?? 0;
    for (let i = 0; i < size; i++) {
      let last = -1;
      for (let k = 0; k < this.frames.length; k++) {
        if (Number.isNaN(this.frames[k][i])) continue;
        if (last >= 0 && k - last > 1 && this.times[k] - this.times[last] <= BRIDGE) {
          for (let j = last + 1; j < k; j++) {
            const share = (this.times[j] - this.times[last]) / (this.times[k] - this.times[last]);
            this.frames[j][i] = mix(this.frames[last][i], this.frames[k][i], share);
          }
        }
        last = k;
      }
    }
  }

  /**
   * Every point at a moment.
   * @param {number} time seconds from the sign's start; held at either end
   * @returns {Float32Array} x, y of each point, NaN where missing
   */
  at(time) {
    const { times, frames } = this;
    const k = times.findIndex((t) => t >= time);
    if (k < 0) return frames[frames.length - 1];
    if (k === 0 || times[k] === time) return frames[k];
    const share = (time - times[k - 1]) / (times[k] - times[k - 1]);
    const nearer = share < 0.5 ? frames[k - 1] : frames[k];
    return nearer.map((value, i) => {
      const mixed = mix(frames[k - 1][i], frames[k][i], share);
      return Number.isNaN(mixed) ? value : mixed;
    });
  }

  /**
   * The moment of the sign that a loop shows after so many seconds of playing.
   * @param {number} elapsed
   */
  loop(elapsed) {
    return Math.min(this.duration, elapsed % (this.duration + HOLD));
  }

  /**
   * The next of a handful of still pictures, for who would rather not see movement.
   * @param {number} time
   * @param {number} stills
   */
  step(time, stills = 6) {
    const gap = this.duration / (stills - 1);
    const following = (Math.round(time / gap) + 1) * gap;
    return following > this.duration + gap / 2 ? 0 : Math.min(following, this.duration);
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} share
 */
const mix = (a, b, share) => a + (b - a) * share;

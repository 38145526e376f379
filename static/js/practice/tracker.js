// @ts-check
/* Finds the landmarks of each picture, in a worker, one picture at a time, the faster of two ways. */

/**
 * @typedef {import("./points.js").Landmarks} Landmarks
 * @typedef {{worker: string, files: Record<string, string>}} Assets addresses of our worker and of
 *   MediaPipe's files by their names
 */

const TRIAL_PICTURES = 3;
const NEARLY_INITIALISED = 0.95; // of the progress bar: what loading takes, the rest is compiling

/** One worker with MediaPipe in it. */
class Runner {
  /** @param {Worker} worker */
  constructor(worker) {
    this.worker = worker;
    this.lastAt = 0;
    /** @type {((done: number) => void) | null} */
    this.onprogress = null;
    /** @type {{resolve: (data: any) => void, reject: (error: Error) => void} | null} */
    this.waiting = null;
    worker.onmessage = ({ data }) => {
      if (data.type === 'progress') this.onprogress?.(data.done);
      else if (data.type === 'failed') this.waiting?.reject(new Error(data.text));
      else this.waiting?.resolve(data);
    };
    worker.onerror = (event) => this.waiting?.reject(new Error(event.message || 'worker failed'));
  }

  /**
   * @param {object} message
   * @param {Transferable[]} transfer
   * @returns {Promise<any>}
   */
  ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.postMessage(message, transfer);
    });
  }

  /**
   * @param {Record<string, string>} files
   * @param {boolean} cpu
   */
  start(files, cpu) {
    return this.ask({ type: 'start', files, cpu });
  }

  /**
   * @param {ImageBitmap} picture
   * @param {number} at ms; MediaPipe wants every picture later than the one before
   * @returns {Promise<Landmarks>}
   */
  async track(picture, at) {
    this.lastAt = Math.max(this.lastAt + 1, at);
    const message = { type: 'picture', at: this.lastAt, picture };
    const { pose, left_hand, right_hand } = await this.ask(message, [picture]);
    return { pose, left_hand, right_hand };
  }

  stop() {
    this.worker.terminate();
    this.waiting?.reject(new Error('stopped'));
  }
}

/**
 * Milliseconds a picture takes, the best of a few; Infinity when it takes longer than `limit`.
 * @param {Runner} runner
 * @param {() => Promise<ImageBitmap>} takePicture
 * @param {number} limit
 */
async function timeOf(runner, takePicture, limit = Number.POSITIVE_INFINITY) {
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < TRIAL_PICTURES; k++) {
    const picture = await takePicture();
    const started = performance.now();
    const late = new Promise((resolve) => {
      if (Number.isFinite(limit))
        setTimeout(() => resolve('late'), k === 0 ? 20 * limit : 2 * limit);
    });
    if ((await Promise.race([runner.track(picture, started), late])) === 'late')
      return Number.POSITIVE_INFINITY;
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

/** Whether this browser draws with software, where MediaPipe through WebGL is hopeless. */
export function drawsInSoftware() {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl');
  if (!gl) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

/**
 * What tests stand in for.
 * @typedef {{makeWorker: (address: string) => Worker, drawsInSoftware: () => boolean}} World
 * @type {World}
 */
const BROWSER = { makeWorker: (address) => new Worker(address), drawsInSoftware };

export class Tracker {
  /**
   * @param {Assets} assets
   * @param {World} world
   */
  constructor(assets, world = BROWSER) {
    this.assets = assets;
    this.world = world;
    /** @type {Runner | null} */
    this.runner = null;
    this.busy = false;
    this.way = '';
  }

  /**
   * Loads MediaPipe; unless a way is asked for, times a few pictures both ways and keeps the faster.
   * @param {object} options
   * @param {() => Promise<ImageBitmap>} options.takePicture
   * @param {(done: number) => void} options.onProgress 0 to 1
   * @param {"cpu" | "gpu" | ""} options.way
   */
  async start({ takePicture, onProgress, way }) {
    const first = await this.load(way !== 'gpu', onProgress);
    this.runner = first;
    this.way = way || 'cpu';
    if (way !== '' || this.world.drawsInSoftware()) await first.track(await takePicture(), 0);
    else await this.tryGpu(first, takePicture);
    onProgress(1);
  }

  /**
   * Goes over to the graphics card where that is faster than `cpu`.
   * @param {Runner} cpu
   * @param {() => Promise<ImageBitmap>} takePicture
   */
  async tryGpu(cpu, takePicture) {
    const cpuTime = await timeOf(cpu, takePicture);
    const gpu = await this.load(false, () => {}).catch(() => null);
    if (!gpu) return;
    const gpuTime = await timeOf(gpu, takePicture, cpuTime).catch(() => Number.POSITIVE_INFINITY);
    const [faster, slower] = gpuTime < cpuTime ? [gpu, cpu] : [cpu, gpu];
    this.runner = faster;
    this.way = faster === gpu ? 'gpu' : 'cpu';
    slower.stop();
  }

  /**
   * @param {boolean} cpu
   * @param {(done: number) => void} onProgress
   */
  async load(cpu, onProgress) {
    const runner = new Runner(this.world.makeWorker(this.assets.worker));
    runner.onprogress = (done) => onProgress(done * NEARLY_INITIALISED);
    try {
      await runner.start(this.assets.files, cpu);
    } catch (error) {
      runner.worker.terminate();
      throw error;
    }
    return runner;
  }

  /**
   * The landmarks of a picture, which is used up; null while an earlier one is still being looked at.
   * @param {ImageBitmap} picture
   * @param {number} at ms on performance.now()'s clock, when it was taken
   * @returns {Promise<Landmarks | null>}
   */
  async track(picture, at) {
    if (this.busy || !this.runner) {
      picture.close();
      return null;
    }
    this.busy = true;
    try {
      return await this.runner.track(picture, at);
    } finally {
      this.busy = false;
    }
  }

  stop() {
    this.runner?.stop();
    this.runner = null;
  }
}

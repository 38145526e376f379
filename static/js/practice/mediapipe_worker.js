// @ts-check

/*
 * MediaPipe Holistic in a classic worker: one picture in, the landmarks of one person out.
 *
 * Page → worker   {type: "start", files: {name: address}, cpu: boolean}
 *                 {type: "picture", at: number, picture: ImageBitmap}   (taken at `at` ms; transferred)
 * Worker → page   {type: "progress", done: number}                     0 to 1
 *                 {type: "ready"}
 *                 {type: "landmarks", pose, left_hand, right_hand}      lists of {x, y}, or null
 *                 {type: "failed", text}
 */

/** Files that are fetched first, so that loading them can be shown; sizes in bytes, unpacked. */
const HEAVY = {
  'holistic_solution_packed_assets.data': 16_877_755,
  'holistic_solution_simd_wasm_bin.wasm': 6_511_073,
  'pose_landmark_full.tflite': 6_440_512,
};

const OPTIONS = {
  modelComplexity: 1,
  smoothLandmarks: true,
  refineFaceLandmarks: false,
  minDetectionConfidence: 0.5,
  minTrackingConfidence: 0.5,
};

/**
 * holistic.js looks for a page. This is all of a page that it needs: a window, a <script> that
 * loads (through importScripts) once it is appended, and a canvas. Without it, locateFile is ignored.
 * @param {string} address of holistic.js
 */
function pretendToBeAPage(address) {
  const script = () => ({
    listeners: /** @type {Record<string, (event?: unknown) => void>} */ ({}),
    src: '',
    setAttribute(/** @type {string} */ name, /** @type {string} */ value) {
      if (name === 'src') this.src = value;
    },
    addEventListener(/** @type {string} */ type, /** @type {() => void} */ listener) {
      this.listeners[type] = listener;
    },
    appended() {
      try {
        importScripts(this.src);
        this.listeners.load?.();
      } catch (error) {
        this.listeners.error?.(error);
      }
    },
  });
  const inert = () => ({ style: {}, setAttribute() {}, addEventListener() {} });
  const parent = { appendChild: (/** @type {any} */ child) => child.appended?.() };
  Object.assign(self, {
    window: self,
    alert() {},
    document: {
      createElement(/** @type {string} */ tag) {
        if (tag === 'canvas') return new OffscreenCanvas(1, 1);
        return tag === 'script' ? script() : inert();
      },
      addEventListener() {},
      body: parent,
      head: parent,
      currentScript: { src: address },
      baseURI: self.location.href,
    },
  });
}

/**
 * Brings the heavy files into the browser's cache, telling how far it is.
 * @param {Record<string, string>} files
 */
async function fetchHeavyFiles(files) {
  const total = Object.values(HEAVY).reduce((sum, size) => sum + size, 0);
  let received = 0;
  let told = 0;
  await Promise.all(
    Object.keys(HEAVY).map(async (name) => {
      const response = await fetch(files[name]);
      if (!response.ok || !response.body) throw new Error(`${name}: HTTP ${response.status}`);
      const reader = response.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        received += part.value.length;
        if (received - told > total / 50) {
          told = received;
          self.postMessage({ type: 'progress', done: Math.min(1, received / total) });
        }
      }
    }),
  );
}

/** @type {any} */
let holistic = null;
/** @type {any} */
let results = null;
/** @type {OffscreenCanvas | null} */
let canvas = null;

/**
 * @param {Record<string, string>} files
 * @param {boolean} cpu
 */
async function start(files, cpu) {
  await fetchHeavyFiles(files);
  pretendToBeAPage(files['holistic.js']);
  importScripts(files['holistic.js']);
  holistic = new /** @type {any} */ (self).Holistic({
    locateFile: (/** @type {string} */ name) => {
      if (!(name in files))
        throw new Error(`MediaPipe asks for a file that is not served: ${name}`);
      return files[name];
    },
  });
  // An option that the package does not document: without a real GPU it is many times faster.
  holistic.setOptions({ ...OPTIONS, useCpuInference: cpu });
  holistic.onResults((/** @type {any} */ answer) => {
    results = answer;
  });
  await holistic.initialize();
}

/** @param {{x: number, y: number}[] | undefined} landmarks */
const plain = (landmarks) => landmarks?.map(({ x, y }) => ({ x, y })) ?? null;

/**
 * @param {ImageBitmap} picture
 * @param {number} at ms; smoothing over time goes by it
 */
async function findLandmarks(picture, at) {
  if (canvas?.width !== picture.width || canvas?.height !== picture.height)
    canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  picture.close();
  results = null;
  await holistic.send({ image: canvas }, at);
  return {
    pose: plain(results?.poseLandmarks),
    left_hand: plain(results?.leftHandLandmarks),
    right_hand: plain(results?.rightHandLandmarks),
  };
}

self.onmessage = async ({ data }) => {
  try {
    if (data.type === 'start') {
      await start(data.files, data.cpu);
      self.postMessage({ type: 'ready' });
    } else if (data.type === 'picture') {
      self.postMessage({ type: 'landmarks', ...(await findLandmarks(data.picture, data.at)) });
    }
  } catch (error) {
    self.postMessage({
      type: 'failed',
      text: String(error instanceof Error ? error.stack : error),
    });
  }
};

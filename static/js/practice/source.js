// @ts-check
/* Where the frames of the practice come from: the camera, looked at by MediaPipe. */

import { closeCamera, openCamera } from './camera.js';
import { LightMeter } from './light.js';
import { toPoints } from './points.js';
import { Tracker } from './tracker.js';

/**
 * @typedef {import("./points.js").Layout} Layout
 * @typedef {import("./protocol.js").Frame} Frame
 * @typedef {{stop: () => void, way: string}} Source
 */

const WAY_KEY = 'signlingo.tracker'; // which way was faster on this device, for the next page

/**
 * Opens the camera in `video` and calls `onFrame` for every picture that could be looked at: one at
 * a time, stamped with the time the camera took it. Throws `CameraError`, or `Error` when MediaPipe
 * cannot run here.
 * @param {object} options
 * @param {HTMLVideoElement} options.video
 * @param {Layout} options.layout
 * @param {import("./tracker.js").Assets} options.assets
 * @param {"cpu" | "gpu" | ""} options.way how MediaPipe computes; "" finds out what is faster
 * @param {() => void} options.onCamera the camera runs; now MediaPipe loads
 * @param {(done: number) => void} options.onProgress 0 to 1
 * @param {(frame: Frame) => void} options.onFrame
 * @param {(error: unknown) => void} options.onLost the camera was unplugged, or MediaPipe failed
 * @returns {Promise<Source>}
 */
export async function openSource({
  video,
  layout,
  assets,
  way,
  onCamera,
  onProgress,
  onFrame,
  onLost,
}) {
  const stream = await openCamera(video);
  onCamera();
  const tracker = new Tracker(assets);
  const light = new LightMeter();
  let stopped = false;
  const stop = () => {
    stopped = true;
    closeCamera(stream);
    tracker.stop();
  };
  stream.getVideoTracks()[0]?.addEventListener('ended', () => {
    if (!stopped) onLost(new Error('the camera went away'));
  });
  try {
    const known = /** @type {"cpu" | "gpu" | ""} */ (sessionStorage.getItem(WAY_KEY) ?? '');
    const takePicture = () => createImageBitmap(video);
    await tracker.start({ takePicture, onProgress, way: way || known });
    sessionStorage.setItem(WAY_KEY, tracker.way);
  } catch (error) {
    stop();
    throw error;
  }

  let last = -1;

  /** @param {number} at when the camera took the picture, on performance.now()'s clock */
  async function look(at) {
    // The page's own clock, so that times go on after the camera was lost and opened again.
    const time = Math.max(last + 1, Math.round(at));
    const aspect = video.videoWidth / video.videoHeight;
    const luminance = light.of(video, at);
    const landmarks = await tracker.track(await createImageBitmap(video), at);
    if (!landmarks || stopped) return;
    last = time;
    onFrame({ time, xy: toPoints(landmarks, layout), aspect, light: luminance });
  }

  function next() {
    if (stopped) return;
    onNextPicture(video, (at) => {
      look(at).then(next, (error) => {
        if (!stopped) onLost(error);
      });
    });
  }
  next();
  return { stop, way: tracker.way };
}

/**
 * Calls back once, with the time that the camera took its next picture.
 * @param {HTMLVideoElement} video
 * @param {(at: number) => void} callback
 */
function onNextPicture(video, callback) {
  if ('requestVideoFrameCallback' in video)
    video.requestVideoFrameCallback((now, { captureTime }) => callback(captureTime ?? now));
  else requestAnimationFrame(callback);
}

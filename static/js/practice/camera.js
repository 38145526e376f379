// @ts-check
/* Opens the camera, or says in one word why there is none. */

/** @typedef {"refused" | "absent" | "busy" | "insecure" | "broken"} Trouble */

export class CameraError extends Error {
  /** @param {Trouble} trouble */
  constructor(trouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** By the name of the browser's error; Chromium, Firefox and Safari agree on these. */
const TROUBLES = new Map(
  /** @type {[string, Trouble][]} */ ([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'absent'],
    ['OverconstrainedError', 'absent'],
    ['DevicesNotFoundError', 'absent'],
    ['NotReadableError', 'busy'],
    ['TrackStartError', 'busy'],
    ['AbortError', 'busy'],
  ]),
);

/**
 * @param {unknown} error what getUserMedia threw
 * @returns {Trouble}
 */
export function troubleOf(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  return TROUBLES.get(name) ?? 'broken';
}

const WANTED = {
  audio: false,
  video: {
    width: { ideal: 640 },
    height: { ideal: 480 },
    frameRate: { ideal: 30, max: 30 },
    facingMode: 'user',
  },
};

/**
 * Shows the camera in a video element. Throws `CameraError`.
 * @param {HTMLVideoElement} video
 * @param {MediaDevices | null | undefined} devices nothing where the page is not served securely
 * @returns {Promise<MediaStream>}
 */
export async function openCamera(video, devices = navigator.mediaDevices) {
  if (!devices?.getUserMedia) throw new CameraError('insecure');
  try {
    const stream = await devices.getUserMedia(WANTED);
    video.srcObject = stream;
    await video.play();
    return stream;
  } catch (error) {
    throw new CameraError(troubleOf(error));
  }
}

/** @param {MediaStream | null} stream */
export function closeCamera(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

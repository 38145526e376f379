import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CameraError, closeCamera, openCamera } from '../../static/js/practice/camera.js';

const failing = (name) => ({
  getUserMedia: async () => {
    throw new DOMException('no', name);
  },
});
const video = () => ({ srcObject: null, play: async () => {} });

for (const [name, trouble] of [
  ['NotAllowedError', 'refused'],
  ['SecurityError', 'refused'],
  ['NotFoundError', 'absent'],
  ['OverconstrainedError', 'absent'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['SomethingNewError', 'broken'],
])
  test(`${name} means ${trouble}`, async () => {
    await assert.rejects(openCamera(video(), failing(name)), (error) => {
      assert.ok(error instanceof CameraError);
      assert.equal(error.trouble, trouble);
      return true;
    });
  });

test('a page that is not served securely has no camera', async () => {
  await assert.rejects(openCamera(video(), null), { trouble: 'insecure' });
});

test('the camera is asked for pictures alone, never sound', async () => {
  const mirror = video();
  let wanted;
  const stream = await openCamera(mirror, {
    getUserMedia: async (constraints) => {
      wanted = constraints;
      return 'stream';
    },
  });
  assert.equal(wanted.audio, false);
  assert.deepEqual(wanted.video.width, { ideal: 640 });
  assert.equal(mirror.srcObject, 'stream');
  assert.equal(stream, 'stream');
});

test('closing stops every track', () => {
  const stopped = [];
  const track = (name) => ({ stop: () => stopped.push(name) });
  closeCamera({ getTracks: () => [track('a'), track('b')] });
  assert.deepEqual(stopped, ['a', 'b']);
  closeCamera(null);
});

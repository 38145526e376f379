// The wire, pinned by the golden bytes that recognition/protocol.py is pinned by too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { encodeFrames, hello, parse, practise } from '../../static/js/practice/protocol.js';

const wire = new URL('../wire/', import.meta.url);
const json = (name) => JSON.parse(readFileSync(new URL(name, wire), 'utf8'));

/** Golden points are [x, y] or null. */
const xyOf = (points) => Float32Array.from(points.flatMap((point) => point ?? [NaN, NaN]));

for (const message of json('frames.json'))
  test(`frames: ${message.name}`, () => {
    const { aspect, light, seq, flush } = message;
    const frames = message.frames.map(({ time, points }) => ({
      time,
      xy: xyOf(points),
      aspect,
      light,
    }));
    const golden = readFileSync(new URL(message.file, wire));
    assert.deepEqual(Buffer.from(encodeFrames(frames, { seq, flush })), golden);
  });

for (const message of json('messages.json'))
  test(`messages: ${message.name}`, () => {
    const { type, layout, sign, attempt } = message.value;
    if (type === 'hello') {
      assert.equal(hello(layout), message.text);
    } else if (type === 'practise') {
      assert.equal(practise(sign, attempt), message.text);
    } else {
      assert.deepEqual(parse(message.text), message.value);
    }
  });

test('a half-known point is sent as missing', () => {
  const frame = { time: 0, xy: Float32Array.of(0.5, NaN, Infinity, 0.5), aspect: 1, light: 0 };
  const view = new DataView(encodeFrames([frame], { seq: 0 }), 16);
  for (let at = 0; at < 8; at += 2) assert.equal(view.getInt16(at, true), -32768);
});

test('no message is empty or longer than sixteen frames', () => {
  const frame = { time: 0, xy: new Float32Array(110), aspect: 1, light: 0 };
  assert.throws(() => encodeFrames([], { seq: 0 }), RangeError);
  assert.throws(() => encodeFrames(new Array(17).fill(frame), { seq: 0 }), RangeError);
});

test('what the server may not say is nothing', () => {
  for (const text of ['', '{', '[]', 'null', '{"type":"hello"}', new ArrayBuffer(4)])
    assert.equal(parse(text), null);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { luminance } from '../../static/js/practice/light.js';

const pixels = (...colours) => Uint8ClampedArray.from(colours.flatMap((c) => [...c, 255]));

test('black is 0, white is 255, and the mean lies between', () => {
  assert.equal(luminance(pixels([0, 0, 0])), 0);
  assert.equal(luminance(pixels([255, 255, 255])), 255);
  assert.ok(Math.abs(luminance(pixels([0, 0, 0], [255, 255, 255])) - 127.5) <= 0.5);
});

test('green counts for more than red, red for more than blue', () => {
  const [red, green, blue] = [
    [200, 0, 0],
    [0, 200, 0],
    [0, 0, 200],
  ].map((c) => luminance(pixels(c)));
  assert.ok(green > red && red > blue);
});

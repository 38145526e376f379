import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepCode } from '../../static/js/elements/class_code.js';

const LETTERS = '2345678CFHJKMNPQRTVX';

test('a code is typed in small letters, in parts', () => {
  assert.equal(keepCode('hmpt 23-47', LETTERS, 8), 'HMPT2347');
});

test('what no code holds is left out, and so is what is too much', () => {
  assert.equal(keepCode('h0mạpt!23479', LETTERS, 8), 'HMPT2347');
  assert.equal(keepCode('', LETTERS, 8), '');
});

test('full-width letters are the same letters', () => {
  assert.equal(keepCode('ＨＭＰＴ２３４７', LETTERS, 8), 'HMPT2347');
});

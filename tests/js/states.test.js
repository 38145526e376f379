import assert from 'node:assert/strict';
import { test } from 'node:test';
import { next, START, words } from '../../static/js/practice/states.js';

const run = (...events) => events.reduce(next, START);
const shown = (...events) => [...words(run(...events))].sort().join(' ');

const GOOD = { light: true, body: true, hands: true, hint: null, passed: true };
const READY = [{ type: 'camera' }, { type: 'tracking' }, { type: 'checked', check: GOOD }];
const AT_IT = [...READY, { type: 'attempt', attempt: 'a' }];
const watching = (state, attempt = 'a') => ({
  type: 'message',
  message: { type: 'watching', attempt, state, closest: null },
});
const verdict = (outcome, reason = null, attempt = 'a') => ({
  type: 'message',
  message: { type: 'verdict', attempt, outcome, reason },
});

test('from the first moment to the first sign', () => {
  assert.equal(shown(), 'asking');
  assert.equal(shown({ type: 'camera' }), 'loading');
  assert.equal(shown(...READY.slice(0, 2)), 'checking');
  assert.equal(shown(...AT_IT), 'practising waiting');
  assert.equal(shown(...AT_IT, watching('signing')), 'practising signing');
  assert.equal(shown(...AT_IT, watching('judging')), 'judging practising');
});

test('the check tells one thing to do, and may be skipped', () => {
  const dark = { type: 'checked', check: { ...GOOD, light: false, hint: 'dark', passed: false } };
  assert.equal(shown(...READY.slice(0, 2), dark), 'checking hint-dark');
  assert.equal(shown(...READY.slice(0, 2), dark, { type: 'skip' }), 'practising waiting');
});

for (const outcome of ['correct', 'almost', 'another'])
  test(`the verdict ${outcome} is shown`, () => {
    assert.equal(shown(...AT_IT, verdict(outcome)), `practising verdict verdict-${outcome}`);
  });

test('cannot see you says why', () => {
  assert.equal(
    shown(...AT_IT, verdict('unseen', 'dark')),
    'practising reason-dark verdict verdict-unseen',
  );
});

test('a verdict stands until the next attempt, whatever else is heard', () => {
  assert.match(shown(...AT_IT, verdict('almost'), watching('waiting')), /verdict-almost/);
  assert.equal(
    shown(...AT_IT, verdict('almost'), { type: 'attempt', attempt: 'b' }),
    'practising waiting',
  );
});

test('a verdict on another attempt is not shown', () => {
  assert.equal(shown(...AT_IT, verdict('correct', null, 'old')), 'practising waiting');
});

test('a lost network shows, a verdict in hand stays', () => {
  const lost = { type: 'online', up: false };
  assert.equal(shown(...AT_IT, lost), 'offline practising');
  assert.match(shown(...AT_IT, verdict('correct'), lost), /verdict-correct/);
  assert.equal(shown(...AT_IT, lost, { type: 'online', up: true }), 'practising waiting');
});

for (const trouble of ['refused', 'absent', 'busy', 'insecure', 'broken'])
  test(`a camera that is ${trouble} has its own help`, () => {
    assert.equal(shown({ type: 'trouble', trouble }), `help help-${trouble}`);
  });

test('after help the lesson goes on with the same attempt', () => {
  const again = [{ type: 'trouble', trouble: 'busy' }, { type: 'camera' }, { type: 'tracking' }];
  assert.equal(run(...AT_IT, ...again).attempt, 'a');
  assert.equal(shown(...AT_IT, ...again), 'practising waiting');
});

test('a server that speaks another version ends it', () => {
  const problem = { type: 'message', message: { type: 'problem', code: 'reload', text: '…' } };
  assert.equal(shown(...AT_IT, problem), 'ended ended-reload');
  assert.equal(shown(...AT_IT, { type: 'ended', end: 'signed-out' }), 'ended ended-signed-out');
});

test('loading never runs back', () => {
  const done = (value) => ({ type: 'progress', done: value });
  assert.equal(run({ type: 'camera' }, done(0.5), done(0.2)).progress, 0.5);
});

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { backOff, Link } from '../../static/js/practice/link.js';
import { CLOSE } from '../../static/js/practice/protocol.js';

/** A world in which the test opens sockets, runs timers and counts uuids. */
class World {
  sockets = [];
  timers = [];
  ids = 0;
  open = (address) => {
    const socket = { address, sent: [], bufferedAmount: 0, send: (data) => socket.sent.push(data) };
    socket.close = () => {
      socket.closed = true;
    };
    this.sockets.push(socket);
    return socket;
  };
  after = (callback, delay) => this.timers.push({ callback, delay });
  cancel = () => {
    this.timers = [];
  };
  random = () => 0.5;
  uuid = () => `attempt-${++this.ids}`;
}

let world;
let link;
let heard;

beforeEach(() => {
  world = new World();
  heard = [];
  link = new Link({
    address: 'ws://here/ws/practice/',
    fingerprint: '0123456789abcdef',
    onMessage: (message) => heard.push(message.type),
    onUp: (up) => heard.push(up ? 'up' : 'down'),
    onClosed: (code) => heard.push(code),
    hasHands: (xy) => xy[0] > 0,
    world,
  });
});

const socket = () => world.sockets.at(-1);
const say = (message) => socket().onmessage({ data: JSON.stringify(message) });
const ready = () => say({ type: 'ready', sign: 'vsl/MOM', attempt: `attempt-${world.ids}` });
const texts = () =>
  socket()
    .sent.filter((data) => typeof data === 'string')
    .map(JSON.parse);
const messages = () =>
  socket()
    .sent.filter((data) => typeof data !== 'string')
    .map((data) => {
      const view = new DataView(data);
      const times = [];
      for (let k = 0; k < view.getUint8(4); k++) times.push(view.getUint32(12 + k * 8, true));
      return { times, flush: view.getUint8(3) === 1, seq: view.getUint32(8, true) };
    });
/** Two numbers a frame instead of 110: one point. */
const frame = (time, hands = true) => ({
  time,
  xy: Float32Array.of(hands ? 0.5 : -0.5, 0.5),
  aspect: 4 / 3,
  light: 99,
});
const frames = (from, count, gap = 33) => {
  for (let k = 0; k < count; k++) link.add(frame(from + k * gap));
};
function open() {
  link.practise('vsl/MOM');
  link.connect();
  socket().onopen();
  say({ type: 'welcome', protocol: 1, release: 'r' });
  ready();
}
/** The socket drops and the timer brings the next one. */
function drop(code = 1006) {
  socket().onclose({ code });
  world.timers.shift()?.callback();
}

test('it says hello first, then what is practised, then sends frames', () => {
  link.practise('vsl/MOM');
  frames(0, 6);
  link.connect();
  assert.deepEqual(socket().sent, []);
  socket().onopen();
  assert.deepEqual(texts(), [{ type: 'hello', protocol: 1, layout: '0123456789abcdef' }]);
  say({ type: 'welcome', protocol: 1, release: 'r' });
  assert.deepEqual(texts()[1], { type: 'practise', sign: 'vsl/MOM', attempt: 'attempt-1' });
  assert.deepEqual(messages(), []);
  ready();
  assert.deepEqual(messages()[0].times, [0, 33, 66, 99, 132, 165]);
});

test('five frames make a message', () => {
  open();
  frames(0, 10);
  assert.deepEqual(
    messages().map(({ times }) => times.length),
    [5, 5],
  );
  assert.deepEqual(
    messages().map(({ seq }) => seq),
    [0, 1],
  );
});

test('a slow camera does not wait for five', () => {
  open();
  frames(0, 4, 100);
  assert.deepEqual(messages()[0].times, [0, 100, 200]);
});

test('hands that drop send at once', () => {
  open();
  link.add(frame(0));
  link.add(frame(33, false));
  assert.deepEqual(messages()[0].times, [0, 33]);
});

test('flush sends what waits, or a frame in which nobody is', () => {
  open();
  link.add(frame(0));
  link.flush();
  assert.deepEqual(messages(), [{ times: [0], flush: true, seq: 0 }]);
  link.flush();
  assert.deepEqual(messages()[1], { times: [1], flush: true, seq: 1 });
});

test('after a break the same attempt is asked for, and its frames are sent again', () => {
  open();
  frames(0, 7);
  drop();
  assert.deepEqual(heard.slice(-1), ['down']);
  socket().onopen();
  say({ type: 'welcome', protocol: 1, release: 'r' });
  assert.equal(texts()[1].attempt, 'attempt-1');
  ready();
  assert.deepEqual(messages()[0], {
    times: [0, 33, 66, 99, 132, 165, 198],
    flush: false,
    seq: 0,
  });
});

test('a new attempt has a new id and does not send the old sign again', () => {
  open();
  frames(0, 100);
  assert.equal(link.practise('vsl/MOM'), 'attempt-2');
  drop();
  socket().onopen();
  say({ type: 'welcome', protocol: 1, release: 'r' });
  ready();
  const again = messages().flatMap(({ times }) => times);
  assert.ok(again[0] >= 99 * 33 - 1000);
});

test('what was not seen is tried again under the same id', () => {
  open();
  link.repeat();
  assert.deepEqual(
    texts()
      .filter(({ type }) => type === 'practise')
      .map(({ attempt }) => attempt),
    ['attempt-1', 'attempt-1'],
  );
});

test('what is kept is bounded in time and number', () => {
  link.practise('vsl/MOM');
  frames(0, 1000);
  assert.ok(link.kept.length <= 240);
  frames(100_000, 100, 200);
  assert.ok(link.kept.at(-1).time - link.kept[0].time <= 7_000);
});

test('a socket that cannot keep up is not filled', () => {
  open();
  socket().bufferedAmount = 1e6;
  frames(0, 20);
  assert.deepEqual(messages(), []);
});

test('the wait doubles, is spread, and has an end', () => {
  assert.deepEqual(
    [1, 2, 3].map((n) => backOff(n, 1)),
    [500, 1000, 2000],
  );
  assert.equal(backOff(1, 0), 250);
  assert.equal(backOff(30, 1), 15_000);
});

test('failures are counted until the server answers', () => {
  link.practise('vsl/MOM');
  link.connect();
  drop();
  drop();
  socket().onclose({ code: 1006 });
  assert.equal(world.timers[0].delay, backOff(3, 0.5));
  assert.deepEqual(heard, ['down']);
});

for (const name of ['badMessage', 'signedOut', 'notAllowed', 'reload'])
  test(`closed because ${name}, it does not come back`, () => {
    open();
    socket().onclose({ code: CLOSE[name] });
    assert.equal(heard.at(-1), CLOSE[name]);
    assert.deepEqual(world.timers, []);
  });

test('told that it is too fast, it comes back later', () => {
  open();
  socket().onclose({ code: CLOSE.tooFast });
  assert.equal(world.timers.length, 1);
});

test('closed from here, it stays closed', () => {
  open();
  link.close();
  assert.ok(world.sockets[0].closed);
  world.sockets[0].onclose({ code: 1000 });
  assert.deepEqual(world.timers, []);
});

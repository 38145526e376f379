import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tracker } from '../../static/js/practice/tracker.js';

const ASSETS = { worker: '/worker.js', files: { 'holistic.js': '/holistic.js' } };

/** A worker that finds a nose after so many ms: `cpu` and `gpu` say how many, or 'fails'. */
class FakeWorker {
  constructor(log, speed) {
    this.log = log;
    this.speed = speed;
  }
  postMessage(message) {
    const reply = (data, delay) => setTimeout(() => this.ended || this.onmessage({ data }), delay);
    if (message.type === 'start') {
      this.way = message.cpu ? 'cpu' : 'gpu';
      this.log.push(`start ${this.way}`);
      if (this.speed[this.way] === 'fails') return reply({ type: 'failed', text: 'no' }, 0);
      reply({ type: 'progress', done: 0.5 }, 0);
      return reply({ type: 'ready' }, 1);
    }
    this.log.push(message.at);
    const pose = [{ x: 0.5, y: 0.5 }];
    reply({ type: 'landmarks', pose, left_hand: null, right_hand: null }, this.speed[this.way]);
  }
  terminate() {
    this.ended = true;
    this.log.push(`end ${this.way}`);
  }
}

function tracker({ cpu = 1, gpu = 1, software = false } = {}) {
  const log = [];
  const made = new Tracker(ASSETS, {
    makeWorker: () => new FakeWorker(log, { cpu, gpu }),
    drawsInSoftware: () => software,
  });
  return { made, log };
}
const picture = () => ({
  close() {
    this.closed = true;
  },
});
const start = (made, way = '', onProgress = () => {}) =>
  made.start({ takePicture: async () => picture(), onProgress, way });

test('the faster way is kept and the other let go', async () => {
  const slow = tracker({ cpu: 2, gpu: 60 });
  await start(slow.made);
  assert.equal(slow.made.way, 'cpu');
  assert.ok(slow.log.includes('end gpu'));
  const quick = tracker({ cpu: 60, gpu: 2 });
  await start(quick.made);
  assert.equal(quick.made.way, 'gpu');
  assert.ok(quick.log.includes('end cpu'));
});

test('without a real graphics card the other way is not even loaded', async () => {
  const { made, log } = tracker({ software: true });
  await start(made);
  assert.equal(made.way, 'cpu');
  assert.ok(!log.includes('start gpu'));
});

test('a way that is asked for is taken', async () => {
  const { made, log } = tracker({ cpu: 1, gpu: 30 });
  await start(made, 'gpu');
  assert.equal(made.way, 'gpu');
  assert.ok(!log.includes('start cpu'));
});

test('a graphics card that fails is no trouble', async () => {
  const { made } = tracker({ gpu: 'fails' });
  await start(made);
  assert.equal(made.way, 'cpu');
});

test('a tracker that cannot start says so and leaves no worker', async () => {
  const { made, log } = tracker({ cpu: 'fails' });
  await assert.rejects(start(made));
  assert.ok(log.includes('end cpu'));
});

test('progress runs to the end', async () => {
  const { made } = tracker({ software: true });
  const told = [];
  await start(made, '', (done) => told.push(done));
  assert.ok(told[0] > 0 && told[0] < 0.5);
  assert.equal(told.at(-1), 1);
});

test('one picture at a time: what comes meanwhile is dropped', async () => {
  const { made } = tracker({ cpu: 20, software: true });
  await start(made);
  const first = made.track(picture(), 100);
  const second = picture();
  assert.equal(await made.track(second, 140), null);
  assert.equal(second.closed, true);
  assert.deepEqual((await first).pose, [{ x: 0.5, y: 0.5 }]);
});

test('MediaPipe never sees time stand still', async () => {
  const { made, log } = tracker({ software: true });
  await start(made);
  await made.track(picture(), 50);
  await made.track(picture(), 50);
  const times = log.filter((entry) => typeof entry === 'number');
  assert.deepEqual(
    times,
    [...new Set(times)].sort((a, b) => a - b),
  );
});

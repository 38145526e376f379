// @ts-check
/* The socket of live practice: it packs frames, comes back after a break, and asks for a verdict once. */

import * as protocol from './protocol.js';

/**
 * @typedef {import('./protocol.js').Frame} Frame
 * @typedef {import('./protocol.js').ServerMessage} ServerMessage
 *
 * The outer world, so that tests can stand in for it.
 * @typedef {object} World
 * @property {(address: string) => WebSocket} open
 * @property {(callback: () => void, delay: number) => number} after
 * @property {(timer: number) => void} cancel
 * @property {() => number} random 0 to 1
 * @property {() => string} uuid a new uuid4
 */

/** Frames in a message: each message costs the server the same, whatever is in it. */
const FRAMES = 5;
/** ...but no frame waits longer than this for the others, ms. */
const LONGEST_WAIT = 170;
/** What is kept of an attempt, to be sent again after a break: a long sign, ms and frames. */
const KEPT_TIME = 7_000;
const KEPT_FRAMES = 240;
/** What is kept of the time before an attempt, so that the server sees where hands rest, ms. */
const LEAD = 1_000;
const MOST_UNSENT_BYTES = 64 * 1_024;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;

/** Closed for a reason that trying again cannot mend. */
const FINAL = new Set(
  /** @type {number[]} */ ([
    protocol.CLOSE.badMessage,
    protocol.CLOSE.signedOut,
    protocol.CLOSE.notAllowed,
    protocol.CLOSE.reload,
  ]),
);

/** @type {World} */
const BROWSER = {
  open: (address) => new WebSocket(address),
  after: (callback, delay) => window.setTimeout(callback, delay),
  cancel: (timer) => window.clearTimeout(timer),
  random: Math.random,
  uuid: () => crypto.randomUUID(),
};

/**
 * Milliseconds to wait before the nth try to connect again: doubling, and spread so that a class
 * that lost its server together does not come back together.
 * @param {number} failures 1 for the first try
 * @param {number} random 0 to 1
 */
export function backOff(failures, random) {
  const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1));
  return most / 2 + (most / 2) * random;
}

export class Link {
  /**
   * @param {object} options
   * @param {string} options.address
   * @param {string} options.fingerprint of the layout
   * @param {(message: ServerMessage) => void} options.onMessage
   * @param {(up: boolean) => void} options.onUp the server listens, or does not
   * @param {(code: number) => void} options.onClosed for good
   * @param {(xy: Float32Array) => boolean} options.hasHands
   * @param {World} [options.world]
   */
  constructor({ address, fingerprint, onMessage, onUp, onClosed, hasHands, world = BROWSER }) {
    this.address = address;
    this.fingerprint = fingerprint;
    this.onMessage = onMessage;
    this.onUp = onUp;
    this.onClosed = onClosed;
    this.hasHands = hasHands;
    this.world = world;
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {number | null} */
    this.retry = null;
    this.failures = 0;
    this.ended = false;
    this.welcomed = false;
    /** @type {{sign: string, attempt: string} | null} what is being practised */
    this.current = null;
    /** This socket was told what is practised, so that frames may flow, between attempts too. */
    this.ready = false;
    /** @type {Frame[]} the latest frames, oldest first */
    this.kept = [];
    this.seq = 0;
    /** The time of the last frame sent through this socket. */
    this.sentUpTo = -1;
  }

  connect() {
    this.retry = null;
    const socket = this.world.open(this.address);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    this.seq = 0;
    this.sentUpTo = -1;
    socket.onopen = () => socket.send(protocol.hello(this.fingerprint));
    socket.onmessage = ({ data }) => {
      const message = protocol.parse(data);
      if (message && socket === this.socket) this.receive(message);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.lose(code);
    };
  }

  /** @param {ServerMessage} message */
  receive(message) {
    if (message.type === 'welcome') {
      this.welcomed = true;
      this.onUp(true);
      this.ask();
    } else if (message.type === 'ready') {
      if (message.attempt !== this.current?.attempt) return;
      this.ready = true;
      this.failures = 0;
      this.send();
    }
    this.onMessage(message);
  }

  /** @param {number} code */
  lose(code) {
    const wasUp = this.welcomed;
    this.socket = null;
    this.welcomed = false;
    this.ready = false;
    if (this.ended) return;
    if (FINAL.has(code)) {
      this.ended = true;
      this.onClosed(code);
      return;
    }
    this.failures += 1;
    if (wasUp || this.failures === 1) this.onUp(false);
    this.retry = this.world.after(
      () => this.connect(),
      backOff(this.failures, this.world.random()),
    );
  }

  /**
   * Begins a new attempt at a sign.
   * @param {string} sign such as "vsl/MOM"
   * @returns {string} the attempt's id
   */
  practise(sign) {
    this.current = { sign, attempt: this.world.uuid() };
    this.begin();
    return this.current.attempt;
  }

  /** Begins the same attempt anew: what the camera did not see was no attempt. */
  repeat() {
    this.begin();
  }

  begin() {
    // After a break only this attempt's frames are sent again, or an old sign would be judged anew.
    const latest = this.kept.at(-1)?.time ?? 0;
    this.kept = this.kept.filter(({ time }) => time >= latest - LEAD);
    this.ask();
  }

  ask() {
    if (this.welcomed && this.current)
      this.socket?.send(protocol.practise(this.current.sign, this.current.attempt));
  }

  /** @param {Frame} frame */
  add(frame) {
    const before = this.kept.at(-1);
    this.kept.push(frame);
    while (this.kept.length > KEPT_FRAMES || this.kept[0].time < frame.time - KEPT_TIME)
      this.kept.shift();
    const handsDropped = before && this.hasHands(before.xy) && !this.hasHands(frame.xy);
    const waiting = this.unsent();
    if (
      handsDropped ||
      waiting.length >= FRAMES ||
      (waiting.length > 0 && frame.time - waiting[0].time >= LONGEST_WAIT)
    )
      this.send();
  }

  /** The camera stops, or nobody looks at the page: the server shall judge what it has. */
  flush() {
    this.send(true);
  }

  unsent() {
    return this.kept.filter(({ time }) => time > this.sentUpTo);
  }

  send(flush = false) {
    const socket = this.socket;
    if (!socket || !this.ready || socket.bufferedAmount > MOST_UNSENT_BYTES) return;
    const waiting = this.unsent();
    if (flush && waiting.length === 0) {
      const last = this.kept.at(-1);
      if (!last) return;
      // A message holds at least one frame: one in which nobody is.
      waiting.push({
        ...last,
        time: last.time + 1,
        xy: new Float32Array(last.xy.length).fill(NaN),
      });
    }
    while (waiting.length > 0) {
      const frames = waiting.splice(0, protocol.FRAMES_PER_MESSAGE);
      const last = waiting.length === 0;
      socket.send(protocol.encodeFrames(frames, { seq: this.seq++, flush: flush && last }));
      this.sentUpTo = frames[frames.length - 1].time;
    }
  }

  close() {
    this.ended = true;
    if (this.retry !== null) this.world.cancel(this.retry);
    this.socket?.close(1000);
    this.socket = null;
  }
}

// @ts-check
/* What the practice page shows: one state, changed by events, told as words that the page's HTML knows. */

/**
 * @typedef {import('./protocol.js').ServerMessage} ServerMessage
 * @typedef {import('./protocol.js').Verdict} Verdict
 * @typedef {import('./check.js').Check} Check
 * @typedef {import('./camera.js').Trouble} Trouble
 *
 * @typedef {object} State
 * @property {'asking' | 'loading' | 'checking' | 'practising' | 'help' | 'ended'} stage
 * @property {Trouble | null} trouble why there is no camera
 * @property {'reload' | 'signed-out' | 'not-allowed' | null} end why the server will not go on
 * @property {number} progress of loading, 0 to 1
 * @property {Check | null} check
 * @property {boolean} online
 * @property {string | null} attempt
 * @property {'waiting' | 'signing' | 'judging' | 'verdict'} phase
 * @property {Verdict | null} verdict
 *
 * @typedef {{type: 'camera'} | {type: 'progress', done: number} | {type: 'tracking'}
 *   | {type: 'trouble', trouble: Trouble} | {type: 'checked', check: Check} | {type: 'skip'}
 *   | {type: 'attempt', attempt: string} | {type: 'online', up: boolean}
 *   | {type: 'ended', end: NonNullable<State['end']>} | {type: 'message', message: ServerMessage}} Event
 */

/** @type {State} */
export const START = Object.freeze({
  stage: 'asking',
  trouble: null,
  end: null,
  progress: 0,
  check: null,
  online: true, // until the socket says otherwise: nobody is alarmed while it opens
  attempt: null,
  phase: 'waiting',
  verdict: null,
});

/**
 * @param {State} state
 * @param {Event} event
 * @returns {State} the same object when nothing changes
 */
export function next(state, event) {
  switch (event.type) {
    case 'camera':
      return { ...state, stage: 'loading', trouble: null, progress: 0 };
    case 'progress':
      return { ...state, progress: Math.max(state.progress, event.done) };
    case 'tracking':
      return { ...state, stage: state.attempt ? 'practising' : 'checking', progress: 1 };
    case 'trouble':
      return { ...state, stage: 'help', trouble: event.trouble };
    case 'checked':
      return state.stage === 'checking' ? passed({ ...state, check: event.check }) : state;
    case 'skip':
      return state.stage === 'checking' ? { ...state, stage: 'practising' } : state;
    case 'attempt':
      return { ...state, attempt: event.attempt, phase: 'waiting', verdict: null };
    case 'online':
      return state.online === event.up ? state : { ...state, online: event.up };
    case 'ended':
      return { ...state, stage: 'ended', end: event.end };
    case 'message':
      return told(state, event.message);
  }
}

/** @param {State} state */
const passed = (state) =>
  state.check?.passed ? { ...state, stage: /** @type {const} */ ('practising') } : state;

/**
 * @param {State} state
 * @param {ServerMessage} message
 * @returns {State}
 */
function told(state, message) {
  if (message.type === 'problem' && message.code === 'reload')
    return { ...state, stage: 'ended', end: 'reload' };
  if (!('attempt' in message) || message.attempt !== state.attempt) return state;
  if (message.type === 'verdict') return { ...state, phase: 'verdict', verdict: message };
  if (message.type === 'watching' && state.phase !== 'verdict')
    return { ...state, phase: message.state };
  return state;
}

/**
 * The words for what is shown now: an element with one of them in data-when is visible.
 * @param {State} state
 * @returns {Set<string>}
 */
export function words(state) {
  const now = /** @type {Set<string>} */ (new Set([state.stage]));
  if (state.stage === 'help') now.add(`help-${state.trouble}`);
  if (state.stage === 'ended') now.add(`ended-${state.end}`);
  if (state.stage === 'checking' && state.check?.hint) now.add(`hint-${state.check.hint}`);
  if (state.stage !== 'practising') return now;
  const verdict = state.phase === 'verdict' ? state.verdict : null;
  if (verdict) {
    now.add('verdict').add(`verdict-${verdict.outcome}`);
    if (verdict.outcome === 'unseen') now.add(`reason-${verdict.reason ?? 'hands'}`);
  } else {
    now.add(state.online ? state.phase : 'offline');
  }
  return now;
}

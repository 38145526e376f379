/** <code-pad>: a class code typed with large keys on the page, or with a keyboard. */

import { keepCode } from './class_code.js';

class CodePad extends HTMLElement {
  connectedCallback() {
    this.shown = this.querySelector('input');
    const keys = this.querySelector('.code-pad__keys');
    keys.hidden = false;
    keys.addEventListener('click', (event) => this.press(event.target.closest('[type=button]')));
    this.shown.addEventListener('input', (event) => {
      if (!event.isComposing) this.show(this.shown.value);
    });
    // The page has its own keys: no second keyboard may slide over them.
    this.shown.inputMode = 'none';
    this.shown.focus();
  }

  press(key) {
    if (!key) return;
    this.show(key.value ? this.shown.value + key.value : this.shown.value.slice(0, -1));
  }

  show(typed) {
    const before = this.shown.value.length;
    const { letters, length } = this.dataset;
    this.shown.value = keepCode(typed, letters, Number(length));
    const full = this.shown.value.length === Number(length);
    if (full && typed.length >= before) this.shown.form.requestSubmit();
  }
}

customElements.define('code-pad', CodePad);

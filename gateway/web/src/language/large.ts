import { effect, signal } from '@preact/signals';

const stored = 'linguang.large';

/** Large print (关怀版): larger type, more space, stronger contrast. Remembered on this device. */
export const large = signal(localStorage.getItem(stored) === 'yes');

effect(() => {
    document.documentElement.toggleAttribute('data-large', large.value);
    localStorage.setItem(stored, large.value ? 'yes' : 'no');
});

import { effect, signal } from '@preact/signals';
import { remember, remembered } from './remembered.ts';

const stored = 'linguang.large';

/** Large print (关怀版): larger type, more space, stronger contrast. Remembered on this device. */
export const large = signal(remembered(stored) === 'yes');

effect(() => {
    document.documentElement.toggleAttribute('data-large', large.value);
    remember(stored, large.value ? 'yes' : 'no');
});

import { signal } from '@preact/signals';

/** The path on screen. */
export const path = signal(location.pathname);

window.addEventListener('popstate', () => {
    path.value = location.pathname;
});

/** Whether the reader is on the way to a page whose heading is not there yet. */
let onTheWay = false;

/** Goes to a page and puts the reader at its heading, as a page load would. */
export function go(to: string): void {
    if (to !== location.pathname) {
        history.pushState(null, '', to);
    }
    path.value = to;
    window.scrollTo(0, 0);
    onTheWay = true;
    requestAnimationFrame(arrive);
}

/** Called once a page is shown: its code may have come long after the reader went to it. */
export function arrive(): void {
    const heading = document.querySelector<HTMLElement>('main h1');
    if (onTheWay && heading) {
        onTheWay = false;
        heading.focus({ preventScroll: true });
    }
}

/** Follows plain clicks on links of these pages without loading them anew. */
export function followLinks(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (
        link &&
        plain &&
        !link.target &&
        !link.hasAttribute('download') &&
        link.origin === location.origin &&
        !link.hash &&
        !link.pathname.startsWith('/v1/')
    ) {
        event.preventDefault();
        go(link.pathname);
    }
}

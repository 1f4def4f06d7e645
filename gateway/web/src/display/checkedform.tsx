import type { ComponentChildren } from 'preact';

/**
 * A form that is checked by the page and not by the browser, so that every fault can stand beside its field in the language on screen. Where
 * something is wrong nothing is sent, and the first field with a fault gets the focus.
 * @param tried - told of every attempt, after which fields that are still empty are complained of too
 */
export function CheckedForm<Request>(props: {
    /** What may be sent; undefined while something is wrong. */
    request: Request | undefined;
    tried: () => void;
    send: (request: Request) => void;
    children: ComponentChildren;
}) {
    const { request, tried, send } = props;
    return (
        <form
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                tried();
                const form = event.currentTarget;
                if (request === undefined) {
                    requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
                } else {
                    send(request);
                }
            }}
        >
            {props.children}
        </form>
    );
}

import { useEffect, useRef, useState } from 'preact/hooks';

/** The width of an element in CSS pixels, followed as the window changes. */
export function useWidth(): readonly [{ current: HTMLDivElement | null }, number] {
    const box = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(0);
    useEffect(() => {
        const element = box.current;
        if (!element) {
            return undefined;
        }
        const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return [box, width];
}

/** One thing the doctor looked at. */
export type Finding = Readonly<{
    /** What was looked at: `certificates`, `ports` … */
    check: string;
    healthy: boolean;
    /** What was seen, with names and figures. */
    detail: string;
    /** What helps; only where it is not healthy. */
    remedy?: string;
}>;

/** A finding of a list of faults: healthy when there is none. */
export function finding(check: string, faults: readonly string[], otherwise: string, remedy: string): Finding {
    return faults.length === 0
        ? { check, healthy: true, detail: otherwise }
        : { check, healthy: false, detail: faults.join('; '), remedy };
}

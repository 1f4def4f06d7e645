/** The calendar day `by` days after (or before) a day. */
export function addDays(day: string, by: number): string {
    return new Date(Date.parse(`${day}T00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

/** The first day of a day's month. */
export function firstOfMonth(day: string): string {
    return `${day.slice(0, 8)}01`;
}

/** The sign of Linguang: a lit window shines into the neighbour's. */
export function Mark() {
    return (
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#0d3b2a" />
            <path d="M14 8 26 5v22l-12-3z" fill="#ffc64d" opacity=".28" />
            <rect x="5" y="8" width="9" height="16" rx="1.5" fill="#ffc64d" />
            <rect x="18" y="8" width="9" height="16" rx="1.5" fill="none" stroke="#9fe0c2" stroke-width="2" />
        </svg>
    );
}

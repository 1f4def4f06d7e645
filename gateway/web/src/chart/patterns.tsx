/** Textures, so that the flows differ without colour too; once per document, the style sheet refers to them. */
export function Patterns() {
    return (
        <svg class="patterns" width="0" height="0" aria-hidden="true">
            <pattern id="rings-own" width="6" height="6" patternUnits="userSpaceOnUse">
                <rect class="fill-community" width="6" height="6" />
                <circle class="fill-stripe" cx="3" cy="3" r="1.8" />
            </pattern>
            <pattern id="rows-solar" width="5" height="4" patternUnits="userSpaceOnUse">
                <rect class="fill-community" width="5" height="4" />
                <rect class="fill-stripe" width="5" height="1.4" />
            </pattern>
            <pattern id="columns-wind" width="4" height="5" patternUnits="userSpaceOnUse">
                <rect class="fill-plant" width="4" height="5" />
                <rect class="fill-stripe" width="1.4" height="5" />
            </pattern>
            <pattern id="checks-plant" width="6" height="6" patternUnits="userSpaceOnUse">
                <rect class="fill-plant" width="6" height="6" />
                <path class="fill-stripe" d="M0 0h3v3H0zM3 3h3v3H3z" />
            </pattern>
            <pattern id="hatch-grid" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect class="fill-grid" width="5" height="5" />
                <rect class="fill-stripe" width="1.6" height="5" />
            </pattern>
            <pattern id="dots-sold" width="5" height="5" patternUnits="userSpaceOnUse">
                <rect class="fill-plant" width="5" height="5" />
                <circle class="fill-stripe" cx="2.5" cy="2.5" r="1.1" />
            </pattern>
            <pattern id="hatch-feed" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                <rect class="fill-feed" width="5" height="5" />
                <rect class="fill-stripe" width="1.6" height="5" />
            </pattern>
            <pattern id="gap-cross" width="6" height="6" patternUnits="userSpaceOnUse">
                <path class="gap-stroke" d="M0 0l6 6M6 0l-6 6" />
            </pattern>
        </svg>
    );
}

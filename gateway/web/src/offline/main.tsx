import '../../styles/tokens.css';
import '../../styles/base.css';
import '../../styles/parts.css';
import '../../styles/verify.css';
import { render } from 'preact';
import '../language/large.ts';
import { preferredLanguage, speak } from '../language/language.ts';
import { pastedAnchors } from '../verify/anchors.ts';
import { OfflinePage } from './page.tsx';

await speak(preferredLanguage());
const place = document.getElementById('app');
if (place) {
    render(<OfflinePage pasted={pastedAnchors(document.getElementById('anchors')?.textContent ?? '')} />, place);
}

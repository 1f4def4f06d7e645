import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/parts.css';
import '../styles/chart.css';
import '../styles/verify.css';
import { render } from 'preact';
import { App } from './app.tsx';
import './language/large.ts';
import { preferredLanguage, speak } from './language/language.ts';
import { follow } from './ledger/live.ts';
import { resume } from './session/session.ts';

await Promise.all([speak(preferredLanguage()), resume()]);
const place = document.getElementById('app');
if (place) {
    render(<App />, place);
}
void follow();

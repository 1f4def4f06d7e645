import { describeLines } from '@linguang/network/testing/fabric';
import type { Programs } from './support/builds.js';
import { chaincodeSuite, GO, JAVA } from './support/chaincodesuite.js';
import { clientSuite } from './support/clientsuite.js';
import { mixedSuite } from './support/mixedsuite.js';
import { programsOrSkip } from './support/programs.js';
import { Stage } from './support/stage.js';

/**
 * Chaincode and clients in Go and Java on one network.
 * @param isWhole - or only clients and chaincodes together
 */
function suite(start: (programs: Programs) => Promise<Stage>, isWhole: boolean): void {
    let stage: Stage | undefined;
    const running = (): Stage => {
        if (stage === undefined) {
            throw new Error('the network does not run');
        }
        return stage;
    };

    before(async function () {
        stage = await start(await programsOrSkip(this));
    });
    after(() => stage?.stop());

    if (isWhole) {
        chaincodeSuite(running, 'go', GO);
        chaincodeSuite(running, 'go-tls', GO);
        chaincodeSuite(running, 'java', JAVA);
        chaincodeSuite(running, 'java-tls', JAVA);
    }
    mixedSuite(running);
    clientSuite(running, 'go');
    clientSuite(running, 'java');
}

describe('programs in other languages', function () {
    this.timeout(400_000);

    describe('on the embedded network', () => {
        suite((programs) => Stage.start('embedded', programs), true);
    });
    // Fabric is the yardstick. Between its lines chaincodes see no difference but in the messages of the Go shim.
    describeLines('on Fabric itself', (line) => {
        suite((programs) => Stage.start('fabric', programs, line), line === '3');
    });
});

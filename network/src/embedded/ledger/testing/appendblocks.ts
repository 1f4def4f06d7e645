/**
 * Appends blocks until it is killed, saying on standard output which one is durable. Arguments: material, storage.
 * For the tests that kill it.
 */
import { writeSync } from 'node:fs';
import { TestNetwork } from './testnetwork.js';

const [material = '', storage = ''] = process.argv.slice(2);
const network = TestNetwork.openWith(material, storage);
if (network.ledger.height === 1) {
    network.deploy('notes', "OR('AlphaMSP.peer')", [{ name: 'pair', policy: "OR('AlphaMSP.member')" }]);
}
for (;;) {
    const number = network.ledger.height;
    const transactions = Array.from({ length: 5 }, (_, at) =>
        network.transaction(
            (s) => {
                const count = Number(Buffer.from(s.getState('notes', `count${at}`) ?? '0').toString());
                s.setState('notes', `count${at}`, Buffer.from(String(count + 1)));
                s.setState('notes', `block${number}`, Buffer.alloc(2000, number % 251));
                s.setPrivateData('notes', 'pair', `secret${at}`, Buffer.from(String(number)));
            },
            { endorsers: ['alpha'] },
        ),
    );
    network.commit(...transactions);
    writeSync(1, `${number}\n`);
}

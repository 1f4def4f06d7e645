import { expect } from 'chai';
import { Caller } from './caller.js';
import { consortiumOf } from './organisations.js';

const members = consortiumOf({});

describe('callers', () => {
    it('are known by organisation and by the unit of their certificate', () => {
        expect(new Caller('GridMSP', certificate('client'), members).kind).to.equal('grid.client');
        expect(new Caller('CommunityMSP', certificate('admin'), members).kind).to.equal('community.admin');
        expect(new Caller('CertifierMSP', certificate('multi'), members).kind).to.equal('certifier.client');
    });

    it('that are peers, orderers, of two units, of none or of another organisation may call nothing', () => {
        const allowed = ['grid.client', 'grid.admin'] as const;
        for (const name of ['peer', 'orderer', 'two', 'none'] as const) {
            const caller = new Caller('GridMSP', certificate(name), members);
            expect(() => caller.mustBe(allowed, 'metering:gate'), name).to.throw('CALLER_NOT_ALLOWED');
        }
        const outsider = new Caller('StrangerMSP', certificate('client'), members);
        expect(() => outsider.mustBe(allowed, 'metering:gate')).to.throw(
            'CALLER_NOT_ALLOWED: metering:gate may be called only by grid.client or grid.admin, not by StrangerMSP.client',
        );
        expect(() => outsider.member).to.throw('CALLER_NOT_ALLOWED');
    });

    it('belong to the MSPs that the process was told of', () => {
        const others = consortiumOf({ LINGUANG_GRID_MSP: 'NetzMSP' });
        expect(new Caller('NetzMSP', certificate('client'), others).kind).to.equal('grid.client');
        expect(new Caller('GridMSP', certificate('client'), others).organisation).to.equal(undefined);
        expect(others.community).to.equal('CommunityMSP');
    });
});

/** Self-signed certificates: their subjects are what counts here. */
const CERTIFICATES = {
    /** OU=client, CN=x.client */
    client: 'MIIBuTCCAV+gAwIBAgIUBm+iZvNHakCibNVOKU2DP1ZxtbkwCgYIKoZIzj0EAwIwMTELMAkGA1UEBhMCQ04xDzANBgNVBAsMBmNsaWVudDERMA8GA1UEAwwIeC5jbGllbnQwIBcNMjYxMTIyMTcwMzQ4WhgPMjEyNjEwMjkxNzAzNDhaMDExCzAJBgNVBAYTAkNOMQ8wDQYDVQQLDAZjbGllbnQxETAPBgNVBAMMCHguY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENI4RXDoucgLJfqAIzfqmXlRr0woibCABDPNBjPTwz9P//pO9XVxSQ24CEx/kZ/7Ojq2RFNxZgzdFg2LhKOBbVqNTMFEwHQYDVR0OBBYEFN4iy/+HaUIk6ClVTLydkT7wC9lsMB8GA1UdIwQYMBaAFN4iy/+HaUIk6ClVTLydkT7wC9lsMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhALbSfWHoHLS+MKgRMsL0sQcX/2tVlnOoQAuIlzw5KLC6AiByzReTbupfgqGh6NxIpMd+ZvCYIbIQHE9vPxbFRzpsNw==',
    /** OU=admin */
    admin: 'MIIBtDCCAVugAwIBAgIUNrAINhl/8aRQdVfZNEWtt1caVaIwCgYIKoZIzj0EAwIwLzELMAkGA1UEBhMCQ04xDjAMBgNVBAsMBWFkbWluMRAwDgYDVQQDDAd4LmFkbWluMCAXDTI2MTEyMjE3MDM0OFoYDzIxMjYxMDI5MTcwMzQ4WjAvMQswCQYDVQQGEwJDTjEOMAwGA1UECwwFYWRtaW4xEDAOBgNVBAMMB3guYWRtaW4wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASi/RiXL7ESAVJkF4cueoL1jYOzs6MV06fMP5eO2glXESZHax90ecQPwX06CN3+HdYbClwHlg8nB1XHhB1+7Pr0o1MwUTAdBgNVHQ4EFgQUUDJpa9EyXxOGaWpKkkYOZb/zdFIwHwYDVR0jBBgwFoAUUDJpa9EyXxOGaWpKkkYOZb/zdFIwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiB48jwaahiAlaME1qarxqPwpUcFybk7hJha4VV6a+fk8QIgNvqa2hbqnu275Pj7K5q0pwerLwP4Obw2ACYdOYeHWPk=',
    /** OU=peer */
    peer: 'MIIBsjCCAVegAwIBAgIUSkebzJp9NyQknke+uKDCq0p4En0wCgYIKoZIzj0EAwIwLTELMAkGA1UEBhMCQ04xDTALBgNVBAsMBHBlZXIxDzANBgNVBAMMBngucGVlcjAgFw0yNjExMjIxNzAzNDhaGA8yMTI2MTAyOTE3MDM0OFowLTELMAkGA1UEBhMCQ04xDTALBgNVBAsMBHBlZXIxDzANBgNVBAMMBngucGVlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIa3zegixDLQhJzd2QELSp242i8iIUdHlqtNe2MjRqDvMp9kXh/1o5e2imyjVFtjXOCEBCsygyur+i+CTK5SNaGjUzBRMB0GA1UdDgQWBBQnDpCxLCOwcWyS/b5qn3JmSvjFSzAfBgNVHSMEGDAWgBQnDpCxLCOwcWyS/b5qn3JmSvjFSzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDBfaede2qAVhDS1XD06Def/CNd6QAt26+YDygttQ6YpwIhAPUtpxc8MtvFhC0B1kY9+ChpWpPJ0Nzrdl2WmBpVRgiB',
    /** OU=orderer */
    orderer:
        'MIIBvDCCAWOgAwIBAgIUZiF0EEG+9XCFrqdo7av3BcQ2GBQwCgYIKoZIzj0EAwIwMzELMAkGA1UEBhMCQ04xEDAOBgNVBAsMB29yZGVyZXIxEjAQBgNVBAMMCXgub3JkZXJlcjAgFw0yNjExMjIxNzAzNDhaGA8yMTI2MTAyOTE3MDM0OFowMzELMAkGA1UEBhMCQ04xEDAOBgNVBAsMB29yZGVyZXIxEjAQBgNVBAMMCXgub3JkZXJlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAUpQeYUXKhZBDNRMpD3a8DJkyQ6I3HNXCEmHFiZSucdKnpS6VtAd8Pq1T2pndjCenoU3PrkDH84ZMQcZfQVcySjUzBRMB0GA1UdDgQWBBSSt90ykqwsLh1ahTtyNiTQBxg3RjAfBgNVHSMEGDAWgBSSt90ykqwsLh1ahTtyNiTQBxg3RjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEu+5mRR/GFU2eWRLqfhsoLGoXneHGKjS5a4wmrDP9YzAiAzOmnmYhL2oiUJekog1XkOSfTjYp4PxxzxwBluoRQfQQ==',
    /** OU=client and OU=admin */
    two: 'MIIBtjCCAVugAwIBAgIUMty5HMemvJ5yMJ27Q1q7l9z9qe0wCgYIKoZIzj0EAwIwLzEPMA0GA1UECwwGY2xpZW50MQ4wDAYDVQQLDAVhZG1pbjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyMjE3MDM0OFoYDzIxMjYxMDI5MTcwMzQ4WjAvMQ8wDQYDVQQLDAZjbGllbnQxDjAMBgNVBAsMBWFkbWluMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATPp5XcB7iWvBFYoELdY/AMwSsnBhpWsfDAGTRq3cU1KLtcICeTCs+N3EXXCCIKVeKsr+2gZzXzvFUPUFHG5Wg6o1MwUTAdBgNVHQ4EFgQUZGYtLAD1yNz9pWotDBXNGnPcz8IwHwYDVR0jBBgwFoAUZGYtLAD1yNz9pWotDBXNGnPcz8IwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAuLKBEgq3mb8mkV+mZwx1fOYrRuMDIFUS8es1mYzCqu8CIQC6zgcBZ4Ng+B7/Lbd9Ywz9Dw/oUqW/EJKbAnzPv/gGmA==',
    /** OU=staff, CN="OU=client" */
    none: 'MIIBnzCCAUWgAwIBAgIUKotq7QmCHDrR8OCpm3XclAPvPFkwCgYIKoZIzj0EAwIwJDEOMAwGA1UECwwFc3RhZmYxEjAQBgNVBAMMCU9VPWNsaWVudDAgFw0yNjExMjIxNzAzNDhaGA8yMTI2MTAyOTE3MDM0OFowJDEOMAwGA1UECwwFc3RhZmYxEjAQBgNVBAMMCU9VPWNsaWVudDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAa/KfyuufOJwqajcmWGbspCQj/+QY6tcdQPd6EzdCiub+G1rCYqSNcKMWCWvjBqMp0BxUQyHVsQQgWdGf2CiZSjUzBRMB0GA1UdDgQWBBT/mvd8vYvP4sQD7L4nJTpnGIF1gjAfBgNVHSMEGDAWgBT/mvd8vYvP4sQD7L4nJTpnGIF1gjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCICfwO5ZMuBBqIb6uDgK1hoCcN+uUfkbTjph11d+d+0bAAiEAtOqIQQazgUPzbNsK4ox0f8KN88g0WjmFiojQofB9BnI=',
    /** OU=client and OU=department1 in one RDN */
    multi: 'MIIBwjCCAWegAwIBAgIUdXb99cPQwGjV+KVxLI3Cz52hc/cwCgYIKoZIzj0EAwIwNTEjMA0GA1UECwwGY2xpZW50MBIGA1UECwwLZGVwYXJ0bWVudDExDjAMBgNVBAMMBW11bHRpMCAXDTI2MTEyMjE3MDM0OFoYDzIxMjYxMDI5MTcwMzQ4WjA1MSMwDQYDVQQLDAZjbGllbnQwEgYDVQQLDAtkZXBhcnRtZW50MTEOMAwGA1UEAwwFbXVsdGkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATE/HgxrXNpTkWwypqKzkrInX+s0nwcw8atxQdjpj5P8hNwsU6YeMRDRdpRhRCOJViE3ucsthh2jiP17dVuTbh/o1MwUTAdBgNVHQ4EFgQUKWm6XQv6bhk3BbDK4/vz6D8Tu4MwHwYDVR0jBBgwFoAUKWm6XQv6bhk3BbDK4/vz6D8Tu4MwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEA4McLy7Z07dfEECBXbNto6Y+63R/GVY6gora0nGWOIF0CIQC0whaBIh0ST1gg2IGvuuYDFQn5WSGJBLPOlUPCAuTWKA==',
} as const;

function certificate(name: keyof typeof CERTIFICATES): Uint8Array {
    return Buffer.from(`-----BEGIN CERTIFICATE-----\n${CERTIFICATES[name]}\n-----END CERTIFICATE-----\n`);
}

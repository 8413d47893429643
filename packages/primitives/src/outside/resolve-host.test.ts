import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { dnsResolver } from './resolve-host.ts';

/** A DNS server that knows one name: the question comes back with an A record for each address. */
function answerTo(query: Buffer, known: string, addresses: readonly string[], ttl: number): Buffer {
  const end = query.indexOf(0, 12) + 5;
  const labels = query.subarray(12, end - 4).toString('latin1');
  const isKnown = labels.toLowerCase().includes(known.split('.')[0]!);
  const found = isKnown ? addresses : [];
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(found.length, 6);
  header.writeUInt32BE(0, 8);
  const records = found.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(1, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(ttl, 6);
    record.writeUInt16BE(4, 10);
    record.set(address.split('.').map(Number), 12);
    return record;
  });
  return Buffer.concat([header, query.subarray(12, end), ...records]);
}

describe('names of hosts', () => {
  let server: Socket;
  before(async () => {
    server = createSocket('udp4');
    server.on('message', (query, { port, address }) => {
      server.send(answerTo(query, 'pay.example.com', ['203.0.113.8', '203.0.113.7'], 42), port, address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => void server.close());

  it('are looked up by DNS, with the time that the answer is good for', async () => {
    const resolve = dnsResolver([`127.0.0.1:${server.address().port}`]);
    assert.deepEqual(await resolve('pay.example.com'), {
      addresses: ['203.0.113.7', '203.0.113.8'],
      ttlSeconds: 42,
    });
    assert.equal(await resolve('never.example.com'), undefined);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addressPeers } from './address-peers.ts';

it('gives addresses as they are, unless some of them are link-local', () => {
  for (const cidr of ['203.0.113.0/24', '203.0.113.7/32', '169.253.0.0/16', '169.255.0.0/16', '128.0.0.0/3']) {
    assert.deepEqual(addressPeers(cidr), [{ ipBlock: { cidr } }]);
  }
});

it('leaves link-local addresses out of wider ranges, however they are written', () => {
  for (const cidr of ['0.0.0.0/0', '128.0.0.0/1', '169.254.0.0/15', '169.255.7.7/15', '169.0.0.0/8']) {
    assert.deepEqual(addressPeers(cidr), [{ ipBlock: { cidr, except: ['169.254.0.0/16'] } }]);
  }
});

it('gives nothing for what is link-local altogether', () => {
  for (const cidr of ['169.254.169.254/32', '169.254.0.0/16', '169.254.128.0/17']) {
    assert.deepEqual(addressPeers(cidr), []);
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressPeers, closedAddresses, openAddresses } from './address-ranges.ts';

const UNTOLD = { cluster: [], reachable: [] };
const TOLD = { cluster: ['10.20.5.0/24', '198.51.100.0/24'], reachable: ['10.20.0.0/16', '192.168.7.7/32'] };

describe('addresses outside of the cluster', () => {
  it('are as they are on the internet', () => {
    for (const cidr of ['203.0.113.0/24', '203.0.113.7/32', '169.253.0.0/16', '2001:db8::/32']) {
      assert.deepEqual(addressPeers(cidr, UNTOLD), [{ ipBlock: { cidr } }]);
    }
  });

  it('are none where pods, Services, nodes and machines of the cloud are, whatever is told of them', () => {
    for (const cidr of [
      '10.96.0.1/32',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.1/32',
      '169.254.169.254/32',
      '169.254.128.0/17',
      '168.63.129.16/32',
      '172.18.0.0/16',
      '192.168.0.0/24',
      '0.0.0.0/8',
      '240.0.0.0/8',
      'fd00::/8',
      '::1/128',
      'fe80::1/128',
    ]) {
      assert.deepEqual(openAddresses(cidr, UNTOLD), [], cidr);
    }
  });

  it('leave those out of wider ranges, however they are written', () => {
    for (const cidr of ['169.254.0.0/15', '169.255.7.7/15', '169.0.0.0/8']) {
      assert.deepEqual(openAddresses(cidr, UNTOLD), [{ cidr, except: ['169.254.0.0/16'] }]);
    }
    const [all, ...more] = openAddresses('0.0.0.0/0', UNTOLD);
    assert.deepEqual(more, []);
    for (const cidr of ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'])
      assert.ok(all!.except?.includes(cidr), cidr);
  });

  it('are the private ones that are told to be, but for what is the cluster’s own', () => {
    assert.deepEqual(openAddresses('10.20.3.0/24', TOLD), [{ cidr: '10.20.3.0/24' }]);
    assert.deepEqual(openAddresses('10.20.0.0/16', TOLD), [{ cidr: '10.20.0.0/16', except: ['10.20.5.0/24'] }]);
    assert.deepEqual(openAddresses('10.0.0.0/8', TOLD), [{ cidr: '10.20.0.0/16', except: ['10.20.5.0/24'] }]);
    assert.deepEqual(openAddresses('192.168.0.0/16', TOLD), [{ cidr: '192.168.7.7/32' }]);
    for (const cidr of ['10.20.5.7/32', '10.21.0.0/16', '198.51.100.7/32']) {
      assert.deepEqual(openAddresses(cidr, TOLD), [], cidr);
    }
    assert.deepEqual(openAddresses('169.254.0.0/16', { cluster: [], reachable: ['0.0.0.0/0'] }), []);
  });
});

it('what nobody may call has no hole but what is told to be reachable', () => {
  const closed = closedAddresses(TOLD);
  assert.deepEqual(
    closed.filter(({ except }) => except !== undefined),
    [
      { cidr: '10.0.0.0/8', except: ['10.20.0.0/16'] },
      { cidr: '192.168.0.0/16', except: ['192.168.7.7/32'] },
    ],
  );
  assert.ok(TOLD.cluster.every((cidr) => closed.some((each) => each.cidr === cidr)));
});

/** A person of a demo tenant. The passwords are public: the platform with demo users listens on this machine only. */
export interface DemoUser {
  /** Subject of the tokens. */
  readonly id: string;
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly email: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly roles: readonly string[];
}

const acme = { tenantId: 'acme', tenantName: 'Acme' };
const globex = { tenantId: 'globex', tenantName: 'Globex' };

export const demoUsers: readonly DemoUser[] = [
  {
    id: 'alice',
    login: 'alice',
    password: 'alice',
    name: 'Alice Adams',
    email: 'alice@example.com',
    ...acme,
    roles: ['graph.editor'],
  },
  {
    id: 'bob',
    login: 'bob',
    password: 'bob',
    name: 'Bob Brown',
    email: 'bob@example.com',
    ...acme,
    roles: ['graph.viewer'],
  },
  {
    id: 'carol',
    login: 'carol',
    password: 'carol',
    name: 'Carol Clark',
    email: 'carol@example.com',
    ...globex,
    roles: ['graph.editor'],
  },
  {
    id: 'dora',
    login: 'dora',
    password: 'dora',
    name: 'Dora Diaz',
    email: 'dora@example.com',
    ...acme,
    roles: ['graph.editor'],
  },
];

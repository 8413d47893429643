import { type Agents, createAgents } from './agents.ts';
import { type Artifacts, createArtifacts } from './artifacts.ts';
import { type Attachments, createAttachments } from './attachments.ts';
import { type Chats, createChats } from './chats.ts';
import { type ConnectionOptions, createConnection } from './connection.ts';
import { createDirectory, type Directory } from './directory.ts';
import { createModels, type Models } from './models.ts';
import { createProjections, type Projections } from './projections.ts';
import { createRuns, type Runs } from './runs.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

/** The platform: all its services as they are, and helpers for what takes more than one call. Every error is an `AmeideError`. */
export class AmeideClient
  implements Agents, Artifacts, Attachments, Chats, Directory, Models, Projections, Runs, Subscriptions
{
  readonly agents: Agents['agents'];
  readonly agentPolicies: Agents['agentPolicies'];
  readonly interactions: Agents['interactions'];
  readonly artifactCommands: Artifacts['artifactCommands'];
  readonly artifactQueries: Artifacts['artifactQueries'];
  readonly attachments: Attachments['attachments'];
  readonly uploadFile: Attachments['uploadFile'];
  readonly readAttachment: Attachments['readAttachment'];
  readonly chatCommands: Chats['chatCommands'];
  readonly chatQueries: Chats['chatQueries'];
  readonly chatArtifact: Chats['chatArtifact'];
  readonly directory: Directory['directory'];
  readonly models: Models['models'];
  readonly versions: Models['versions'];
  readonly graphPatches: Models['graphPatches'];
  readonly modelEditor: Models['modelEditor'];
  readonly importDocument: Models['importDocument'];
  readonly exportDocument: Models['exportDocument'];
  readonly projections: Projections['projections'];
  readonly watchProjection: Projections['watchProjection'];
  readonly inference: Runs['inference'];
  readonly generate: Runs['generate'];
  readonly resume: Runs['resume'];
  readonly cancel: Runs['cancel'];

  readonly presence: Subscriptions['presence'];
  readonly subscribe: Subscriptions['subscribe'];

  constructor(options: ConnectionOptions) {
    const connection = createConnection(options);
    const { agents, agentPolicies, interactions } = createAgents(connection);
    this.agents = agents;
    this.agentPolicies = agentPolicies;
    this.interactions = interactions;
    const artifacts = createArtifacts(connection);
    this.artifactCommands = artifacts.artifactCommands;
    this.artifactQueries = artifacts.artifactQueries;
    const attachments = createAttachments(connection);
    this.attachments = attachments.attachments;
    this.uploadFile = attachments.uploadFile;
    this.readAttachment = attachments.readAttachment;
    const chats = createChats(connection);
    this.chatCommands = chats.chatCommands;
    this.chatQueries = chats.chatQueries;
    this.chatArtifact = chats.chatArtifact;
    this.directory = createDirectory(connection).directory;
    const models = createModels(connection);
    this.models = models.models;
    this.versions = models.versions;
    this.graphPatches = models.graphPatches;
    this.modelEditor = models.modelEditor;
    this.importDocument = models.importDocument;
    this.exportDocument = models.exportDocument;
    const projections = createProjections(connection);
    this.projections = projections.projections;
    this.watchProjection = projections.watchProjection;
    const runs = createRuns(connection);
    this.inference = runs.inference;
    this.generate = runs.generate;
    this.resume = runs.resume;
    this.cancel = runs.cancel;
    const subscriptions = createSubscriptions(connection);
    this.presence = subscriptions.presence;
    this.subscribe = subscriptions.subscribe;
  }
}

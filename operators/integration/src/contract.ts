/** What the image of a flow runtime, and that which fetches flows from Git, can rely on. The README tells it in full. */

/** Where the flow is. */
export const FLOW_FOLDER = '/flow';

/** Where parameters are: a file for each, in a folder for each context. */
export const PARAMETERS_FOLDER = '/parameters';

/** Where a runtime tells what it runs: apart from the port of the flow, which the Gateway and others may call. */
export const MANAGEMENT_PORT = 9465;

/** In the init container that fetches from Git, and nowhere else. */
export const CREDENTIALS_FOLDER = '/credentials';

import { prepareProduct, serverEnvironment } from './prepare-product';
import { serveProduct } from './serve-product';

const env = serverEnvironment(process.env);
const config = await prepareProduct(env);
process.exitCode = config === null ? 1 : await serveProduct(config, env);

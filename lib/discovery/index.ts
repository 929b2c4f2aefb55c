export { domainOf, isWithin } from './domain.js';
export { searchDomains } from './resolver.js';
export {
  type BootstrapHost,
  type BootstrapHosts,
  bootstrapHosts,
  MAX_HOSTS,
  type ServiceRecord,
  serviceOf,
} from './service.js';

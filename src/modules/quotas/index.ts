export { OrganizationQuota } from './quota.entity.js';
export { QuotasModule } from './quotas.module.js';
export { Quotas } from './quotas.service.js';

export { installationId } from '#kernel';

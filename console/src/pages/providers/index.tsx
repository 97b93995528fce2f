import { useParams } from 'react-router';
import { Gallery } from './gallery.js';
import { ProviderPage } from './provider-page.js';

export const Component = () => {
  const { provider } = useParams();
  return provider === undefined ? <Gallery /> : <ProviderPage providerKey={provider} key={provider} />;
};

import { Alert, Anchor, Text } from '@mantine/core';
import { useLocation } from 'react-router';

const explanations: Readonly<Record<string, string>> = {
  sso_refused:
    'Your identity provider did not vouch for you, or nobody invited the address that it named. Begin again; if it stays so, ask an owner of your organization: the audit trail there says why.',
  not_found: 'This organization has no single sign-on. Log in with your password.',
  member_suspended: 'Your membership is suspended. Ask an owner or admin of your organization.',
  organization_suspended: 'The operator of this hub has suspended your organization.',
  account_exists: 'There is a login with your address already. Log in with its password.',
  target_refused:
    'The hub may not reach your identity provider. The operator decides about private networks.',
  https_required:
    'Nobody can log in over plain http from another machine. Open the https address of this hub.',
  unavailable: 'Your identity provider does not answer just now. Try again in a moment.',
};

const unknown = 'The sign-in at your identity provider did not succeed. Begin again.';

/** Single sign-on comes back with `#problem=code` when it failed. */
export const SignInProblem = () => {
  const { hash } = useLocation();
  const code = /^#problem=([a-z_]+)$/.exec(hash)?.[1];
  if (code === undefined) return null;
  return (
    <Alert color="red" role="alert" title="You are not logged in">
      <Text size="sm">{explanations[code] ?? unknown}</Text>
      <Anchor
        size="xs"
        href={`/reference/errors#${code}`}
        target="_blank"
        rel="noreferrer"
        underline="always"
      >
        About {code}
      </Anchor>
    </Alert>
  );
};

import { Anchor, Button, Container, Stack } from '@mantine/core';
import { Link, useRouteError } from 'react-router';
import { Page } from '../ui/index.js';

/** A page that does not exist, or that failed while it was drawn. */
export const Broken = () => {
  const error = useRouteError();
  const isMissing = error === undefined || error === null;
  const text = isMissing
    ? 'There is nothing at this address.'
    : 'This page could not be shown. If the hub was updated meanwhile, loading it again helps.';
  return (
    <Container component="main" size="sm" py="xl">
      <Page title={isMissing ? 'Not found' : 'Something broke'} description={text}>
        <Stack align="flex-start">
          {!isMissing && (
            <Button
              onClick={() => {
                window.location.reload();
              }}
            >
              Load it again
            </Button>
          )}
          <Anchor component={Link} to="/" underline="always">
            To the beginning
          </Anchor>
        </Stack>
      </Page>
    </Container>
  );
};

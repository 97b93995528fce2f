#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume. What the roles are for: docs/operations.md.
set -eu
psql --username postgres --set ON_ERROR_STOP=1 \
  --set owner_password="$CAUSEWAY_OWNER_PASSWORD" --set app_password="$CAUSEWAY_APP_PASSWORD" <<'SQL'
create role causeway_owner login createrole password :'owner_password';
create role causeway_app login nosuperuser nobypassrls password :'app_password';
create role causeway_lookup nologin nosuperuser nobypassrls;
grant causeway_lookup to causeway_app with inherit false, set true;
create database causeway owner causeway_owner;
\connect causeway
grant usage on schema public to causeway_app, causeway_lookup;
revoke create on schema public from public;
alter schema public owner to causeway_owner;
SQL

# __name__

__Models__ in both directions, from the __container__ a person chooses.

<!--#if oauth2-->
## Set up

1. Open __name__'s page for developers and create an app. (Change here: where it is, and what has to be chosen.)
2. As redirect address give, exactly:

   ```
   {callbackBase}/oauth/__key__/callback
   ```

3. Give the client id and the client secret to the hub.

### Scopes

| Scope                   | Purpose       | Why                                      |
| ----------------------- | ------------- | ---------------------------------------- |
| `__containers__:write`  | `__purpose__` | Reads and writes what is synchronised    |

<!--#end-->
<!--#if api_key-->
## Set up

1. Open __name__'s settings and create an API key. (Change here: where it is, and which rights it needs.)
2. Connect with the field `apiKey`. The key is kept sealed and never shown again.

<!--#end-->
<!--#if basic-->
## Set up

1. Open __name__'s settings and create an app password. (Change here: where it is, and which rights it needs.)
2. Connect with the fields `username` and `password`. The password is kept sealed and never shown again.

<!--#end-->
## Webhooks

<!--#if hmac-->
The hub registers a webhook for every __container__ it synchronises, with a secret of its own, and takes it away afterwards.
Deliveries are signed: `x-__key__-signature` is `sha256=` and the hexadecimal HMAC-SHA256 of `x-__key__-timestamp`, a full
stop and the raw body. A delivery starts a run of the syncs of its __container__.
<!--#end-->
<!--#if !hmac-->
None: the hub polls, which costs one request when nothing changed.
<!--#end-->

## What is synchronised

Change here: a table of the fields, and what each is called at __name__. What no field expresses is left alone, for an update
sends only what changed.

## Incremental sync

The first run lists everything by pages. After that the hub asks for what changed since an instant that __name__ gave with the
last answer; deletions are among it. When they are no longer known (410) the hub lists everything again.

## Limits

The hub keeps to five requests a second and four at a time, and waits as long as `Retry-After` says.

## What is not possible

Change here: what __name__ cannot do through its API.

/**
 * Every operation of Linear's GraphQL API that is used. A query costs a point for an object and a tenth for a property,
 * times the size of each list around it, and may cost 10,000: https://linear.app/developers/rate-limiting. A page of thirty
 * issues with twenty labels and comments each comes to some 6,500 when the lists' own parts are counted as well; what does
 * not fit is asked for with `moreOfIssue`.
 */
const pageInfo = 'pageInfo { hasNextPage endCursor }';
const person = 'id name email';
const comment = `id body createdAt updatedAt user { ${person} } externalUser { ${person} }`;
const issue = `
  id identifier title description priority dueDate url sortOrder
  createdAt updatedAt archivedAt trashed completedAt canceledAt
  team { id } state { id name type } assignee { ${person} } creator { ${person} } parent { id } project { id name }
  labels(first: 20) { nodes { id name } ${pageInfo} }
  comments(first: 20) { nodes { ${comment} } ${pageInfo} }`;

export const identity = `query Identity { viewer { id name email } organization { id name } }`;

export const teams = `query Teams($after: String) {
  teams(first: 100, after: $after) { nodes { id name key color timezone } ${pageInfo} }
}`;

export const issues = `query Issues(
  $first: Int!, $filter: IssueFilter!, $order: PaginationOrderBy!, $archived: Boolean!, $after: String
) {
  issues(first: $first, filter: $filter, orderBy: $order, includeArchived: $archived, after: $after) {
    nodes { ${issue} } ${pageInfo}
  }
}`;

/** Where the changes stand before everything is listed. */
export const newest = `query Newest($issues: IssueFilter!, $comments: CommentFilter!) {
  issues(first: 1, filter: $issues, orderBy: updatedAt, includeArchived: true) { nodes { updatedAt } }
  comments(first: 1, filter: $comments, orderBy: updatedAt) { nodes { updatedAt } }
}`;

export const moreOfIssue = `query MoreOfIssue($id: String!, $labels: String, $comments: String) {
  issue(id: $id) {
    labels(first: 100, after: $labels) { nodes { id name } ${pageInfo} }
    comments(first: 100, after: $comments) { nodes { ${comment} } ${pageInfo} }
  }
}`;

export const changedComments = `query ChangedComments($filter: CommentFilter!, $after: String) {
  comments(first: 100, filter: $filter, orderBy: updatedAt, after: $after) {
    nodes { id updatedAt issue { id } } ${pageInfo}
  }
}`;

export const issueByName = `query IssueByName($id: String!) {
  issue(id: $id) { id url archivedAt trashed team { id } state { id name type } }
}`;

export const states = `query States($team: String!, $after: String) {
  team(id: $team) { states(first: 100, after: $after) { nodes { id name type position } ${pageInfo} } }
}`;

export const labels = `query Labels($filter: IssueLabelFilter!, $after: String) {
  issueLabels(first: 100, filter: $filter, after: $after) { nodes { id name team { id } } ${pageInfo} }
}`;

export const projects = `query Projects($team: String!, $filter: ProjectFilter!) {
  team(id: $team) { projects(first: 10, filter: $filter) { nodes { id name } } }
}`;

export const createIssue = `mutation CreateIssue($input: IssueCreateInput!) {
  issueCreate(input: $input) { success issue { ${issue} } }
}`;

export const updateIssue = `mutation UpdateIssue($id: String!, $input: IssueUpdateInput!) {
  issueUpdate(id: $id, input: $input) { success issue { ${issue} } }
}`;

export const restoreIssue = `mutation RestoreIssue($id: String!) { issueUnarchive(id: $id) { success } }`;

export const deleteIssue = `mutation DeleteIssue($id: String!) { issueDelete(id: $id) { success } }`;

export const createLabel = `mutation CreateLabel($input: IssueLabelCreateInput!) {
  issueLabelCreate(input: $input) { success issueLabel { id name } }
}`;

export const findComment = `query FindComment($filter: CommentFilter!) {
  comments(first: 1, filter: $filter) { nodes { id url } }
}`;

export const createComment = `mutation CreateComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id url } }
}`;

export const webhooks = `query Webhooks($after: String) {
  webhooks(first: 100, after: $after) { nodes { id url enabled team { id } } ${pageInfo} }
}`;

export const createWebhook = `mutation CreateWebhook($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { success webhook { id url enabled team { id } } }
}`;

export const updateWebhook = `mutation UpdateWebhook($id: String!, $input: WebhookUpdateInput!) {
  webhookUpdate(id: $id, input: $input) { success webhook { id url enabled team { id } } }
}`;

export const deleteWebhook = `mutation DeleteWebhook($id: String!) { webhookDelete(id: $id) { success } }`;

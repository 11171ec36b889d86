// SPDX-License-Identifier: GPL-2.0-only
#include "module/docroot.h"

#include <linux/cred.h>
#include <linux/namei.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "module/compat.h"

/* Split @text in place at commas; blanks are part of a name. */
static int split_index(char *text, const char **index, unsigned int *nr)
{
	char *name;

	for (*nr = 0; (name = strsep(&text, ","));) {
		if (!*name || strchr(name, '/') || !strcmp(name, ".") ||
		    !strcmp(name, "..")) {
			pr_err("index: \"%s\" is not a file name\n", name);
			return -EINVAL;
		}
		if (*nr == KHTTPD_INDEX_MAX) {
			pr_err("index: more than %u names\n", KHTTPD_INDEX_MAX);
			return -EINVAL;
		}
		index[(*nr)++] = name;
	}
	return 0;
}

int khttpd_docroot_check_index(const char *index)
{
	const char *names[KHTTPD_INDEX_MAX];
	char *copy = kstrdup(index, GFP_KERNEL);
	unsigned int nr;
	int err;

	if (!copy)
		return -ENOMEM;
	err = split_index(copy, names, &nr);
	kfree(copy);
	return err;
}

static int parse_user(const char *user, kuid_t *uid, kgid_t *gid)
{
	char uid_text[16];
	const char *colon = strchrnul(user, ':');
	unsigned int u, g;

	if (colon - user >= sizeof(uid_text))
		goto invalid;
	memcpy(uid_text, user, colon - user);
	uid_text[colon - user] = '\0';
	if (kstrtouint(uid_text, 10, &u))
		goto invalid;
	g = u;
	if (*colon && kstrtouint(colon + 1, 10, &g))
		goto invalid;
	*uid = make_kuid(&init_user_ns, u);
	*gid = make_kgid(&init_user_ns, g);
	if (!u) {
		pr_err("user: files are never opened as root\n");
		return -EINVAL;
	}
	if (uid_valid(*uid) && gid_valid(*gid))
		return 0;
invalid:
	pr_err("user: \"%s\" is not a user, expected uid[:gid] in numbers\n",
	       user);
	return -EINVAL;
}

int khttpd_docroot_check_user(const char *user)
{
	kuid_t uid;
	kgid_t gid;

	return parse_user(user, &uid, &gid);
}

/* Credentials of @uid and @gid alone, whoever calls. */
static struct cred *make_cred(kuid_t uid, kgid_t gid)
{
	struct cred *cred = prepare_kernel_cred(&init_task);
	struct group_info *groups = groups_alloc(0);

	if (!cred || !groups)
		goto out_put;
	cred->uid = cred->euid = cred->suid = cred->fsuid = uid;
	cred->gid = cred->egid = cred->sgid = cred->fsgid = gid;
	cap_clear(cred->cap_inheritable);
	cap_clear(cred->cap_permitted);
	cap_clear(cred->cap_effective);
	cap_clear(cred->cap_bset);
	cap_clear(cred->cap_ambient);
	set_groups(cred, groups);
	put_group_info(groups);
	return cred;
out_put:
	if (groups)
		put_group_info(groups);
	if (cred)
		put_cred(cred);
	return NULL;
}

/* The user must be able to search the root, or every answer would be 403. */
static int check_search(const struct khttpd_docroot *docroot, const char *root,
			const char *user)
{
	const struct cred *old = override_creds(docroot->cred);
	struct path path = {};
	int err = vfs_path_lookup(docroot->root.dentry, docroot->root.mnt,
				  "./.", LOOKUP_DIRECTORY, &path);

	revert_creds(old);
	if (err)
		pr_err("root: user %s may not search \"%s\"\n", user, root);
	else
		path_put(&path);
	return err;
}

static int resolve_root(const char *root, struct path *path)
{
	int err = -EINVAL;

	if (root[0] == '/')
		err = kern_path(root, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, path);
	else
		pr_err("root: \"%s\" is not an absolute path\n", root);
	if (err == -ENOENT)
		pr_err("root: cannot open \"%s\": no such directory\n", root);
	else if (err == -ENOTDIR)
		pr_err("root: cannot open \"%s\": not a directory\n", root);
	else if (err && err != -EINVAL)
		pr_err("root: cannot open \"%s\": error %d\n", root, err);
	return err;
}

struct khttpd_docroot *khttpd_docroot_create(const char *root,
					     const char *index,
					     const char *user)
{
	struct khttpd_docroot *docroot;
	kuid_t uid;
	kgid_t gid;
	int err;

	docroot = kzalloc(sizeof(*docroot), GFP_KERNEL);
	if (!docroot)
		return ERR_PTR(-ENOMEM);
	refcount_set(&docroot->ref, 1);
	strscpy(docroot->index_text, index, sizeof(docroot->index_text));
	err = split_index(docroot->index_text, docroot->index,
			  &docroot->nr_index);
	if (err)
		goto out_free;
	err = parse_user(user, &uid, &gid);
	if (err)
		goto out_free;
	err = -ENOMEM;
	docroot->cred = make_cred(uid, gid);
	if (!docroot->cred)
		goto out_free;
	err = resolve_root(root, &docroot->root);
	if (err)
		goto out_put_cred;
	err = check_search(docroot, root, user);
	if (err)
		goto out_put_root;
	return docroot;

out_put_root:
	path_put(&docroot->root);
out_put_cred:
	put_cred(docroot->cred);
out_free:
	kfree(docroot);
	return ERR_PTR(err);
}

void khttpd_docroot_put(struct khttpd_docroot *docroot)
{
	might_sleep();
	if (!refcount_dec_and_test(&docroot->ref))
		return;
	path_put(&docroot->root);
	put_cred(docroot->cred);
	kfree(docroot);
}

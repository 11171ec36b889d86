// SPDX-License-Identifier: GPL-2.0-only
#include "module/address.h"

#include <linux/in.h>
#include <linux/in6.h>
#include <linux/inet.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <net/ipv6.h>

static bool parse_host(const char *host, size_t len,
		       struct sockaddr_storage *addr)
{
	struct sockaddr_in *in = (struct sockaddr_in *)addr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)addr;
	const char *end;

	if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
		addr->ss_family = AF_INET6;
		return in6_pton(host + 1, len - 2, in6->sin6_addr.s6_addr, -1,
				&end) &&
		       end == host + len - 1;
	}
	addr->ss_family = AF_INET;
	return in4_pton(host, len, (u8 *)&in->sin_addr, -1, &end) &&
	       end == host + len;
}

static void set_port(struct sockaddr_storage *addr, u16 port)
{
	if (addr->ss_family == AF_INET)
		((struct sockaddr_in *)addr)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)addr)->sin6_port = htons(port);
}

int khttpd_address_parse(const char *text, u16 port,
			 struct sockaddr_storage *addr)
{
	const char *bracket = strrchr(text, ']');
	const char *colon = strrchr(bracket ?: text, ':');
	size_t host_len = colon ? colon - text : strlen(text);

	memset(addr, 0, sizeof(*addr));
	if (colon && (kstrtou16(colon + 1, 10, &port) || !port))
		goto invalid;
	if (!parse_host(text, host_len, addr))
		goto invalid;
	set_port(addr, port);
	return 0;
invalid:
	pr_err("listen: \"%s\" is not an address, expected 1.2.3.4:80 or [::1]:80\n",
	       text);
	return -EINVAL;
}

void khttpd_address_any(u16 port, struct sockaddr_storage *addr)
{
	memset(addr, 0, sizeof(*addr));
	addr->ss_family = ipv6_mod_enabled() ? AF_INET6 : AF_INET;
	set_port(addr, port);
}

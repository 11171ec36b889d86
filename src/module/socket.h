/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The struct sockets of accepted connections, with the inode behind each.  The
 * kernel would make one for every connection; here the next one gets what an
 * ended one has left, up to KHTTPD_SPARE_SOCKETS per CPU.
 */
#ifndef KHTTPD_MODULE_SOCKET_H
#define KHTTPD_MODULE_SOCKET_H

struct socket;

/*
 * As kernel_accept() with O_NONBLOCK.  The socket is given back by
 * khttpd_socket_release().  Process context.
 */
int khttpd_socket_accept(struct socket *listener, struct socket **sock);

/* As sock_release(): closes, and keeps what the next one can use.  May sleep. */
void khttpd_socket_release(struct socket *sock);

/* Free what is kept; after the last release.  May sleep. */
void khttpd_socket_exit(void);

#endif /* KHTTPD_MODULE_SOCKET_H */

// SPDX-License-Identifier: GPL-2.0-only
// Which form of a file a request gets, and the pieces of the answer.
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <random>

#include "core/etag.h"
#include "core/mime.h"
#include "core/response.h"
#include "model.h"

namespace model {
namespace {

bool is_older(const struct stat& a, const struct stat& b) {
  return a.st_mtim.tv_sec != b.st_mtim.tv_sec
             ? a.st_mtim.tv_sec < b.st_mtim.tv_sec
             : a.st_mtim.tv_nsec < b.st_mtim.tv_nsec;
}

// The bits of the forms that may be used.
u8 siblings_of(const File& plain) {
  u8 siblings = 0;
  for (int coding = KH_CODING_GZIP; coding < KH_NR_CODINGS; ++coding) {
    const auto name =
        "/" + plain.path + kh_coding_suffix(static_cast<kh_coding>(coding));
    File file = open_below_root(name);
    if (file.fd < 0) continue;
    if (has_fault("old-form") || !is_older(file.st, plain.st))
      siblings = static_cast<u8>(siblings | 1 << coding);
    close(file.fd);
  }
  return siblings;
}

// Another change in the same tick of the clock would leave the same times.
bool may_change_unseen(const struct stat& st) {
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  const auto& changed = st.st_ctim;
  return changed.tv_sec > now.tv_sec ||
         (changed.tv_sec == now.tv_sec && changed.tv_nsec >= now.tv_nsec);
}

std::string tag_of(const struct stat& st, kh_coding coding) {
  char tag[KH_ETAG_MAX];
  if (may_change_unseen(st) && !has_fault("coarse-tag")) return {};
  const auto nsec = has_fault("coarse-tag") ? 0 : st.st_mtim.tv_nsec;
  const auto len = kh_etag_write(
      tag, st.st_ino, static_cast<u64>(st.st_size), st.st_mtim.tv_sec,
      static_cast<u32>(nsec), coding);
  return {tag, len};
}

// The tag of `plain`, the file itself, is every form's with a fault.
void write_rest(Form* form, const struct stat& plain, const std::string& named,
                u64 size) {
  char buf[KH_REST_MAX];
  kh_wbuf w;
  kh_wbuf_init(&w, buf, sizeof(buf));
  const auto tag = has_fault("one-tag") ? tag_of(plain, KH_CODING_IDENTITY)
                                        : tag_of(form->file.st, form->coding);
  const kh_representation rep = {
      kh_mime_type(kh_span(named.data(), named.size())),
      size,
      form->file.st.st_mtim.tv_sec,
      kh_span(tag.data(), tag.size()),
      form->coding,
      form->siblings != 0,
      kh_span("", 0)};
  kh_response_file_rest(&w, &rep, &form->layout);
  form->rest.assign(buf, w.len);
  form->tag = tag;
}

}  // namespace

Form choose_form(File plain, const kh_request& req, const char* head) {
  Form form;
  const std::string named = has_fault("wrong-type") ? "x.zzz" : plain.path;
  form.siblings = siblings_of(plain);
  form.coding = kh_coding_choose(
      &req, head, static_cast<u8>(form.siblings | 1 << KH_CODING_IDENTITY));
  form.file = plain;
  if (form.coding != KH_CODING_IDENTITY) {
    form.file = open_below_root("/" + plain.path +
                                kh_coding_suffix(form.coding));
    close(plain.fd);
  }
  u64 size = static_cast<u64>(form.file.st.st_size);
  if (has_fault("wrong-length") && size > 2) size -= 2;
  write_rest(&form, plain.st, named, size);
  const kh_validators validators = {
      kh_span(form.tag.data(), form.tag.size()),
      form.file.st.st_mtim.tv_sec};
  kh_select(&form.selection, &req, head, &validators,
            static_cast<u64>(form.file.st.st_size), KH_RANGES_MAX);
  if (has_fault("no-conditions"))
    kh_select_whole(&form.selection, &req,
                    static_cast<u64>(form.file.st.st_size));
  if (has_fault("range-off-by-one") && form.selection.status == 206)
    form.selection.range[0].end -= form.selection.range[0].end > 1;
  return form;
}

std::vector<Piece> pieces_of(const Form& form) {
  const auto& sel = form.selection;
  const u64 size = static_cast<u64>(form.file.st.st_size);
  const auto common = form.rest.substr(form.layout.common_off);
  const auto unchanged = form.rest.substr(form.layout.unchanged_off);
  const auto type = form.rest.substr(0, form.layout.type_len);
  char buf[1024];
  kh_wbuf w;
  kh_wbuf_init(&w, buf, sizeof(buf));
  if (sel.status == 200) return {{form.rest, sel.range[0]}};
  if (sel.nr == 0) return {{unchanged, {0, 0}}};
  if (sel.nr == 1) {
    kh_response_part_fields(&w, &sel.range[0], size);
    return {{type + std::string(buf, w.len) + common, sel.range[0]}};
  }
  char boundary[KH_BOUNDARY_LEN];
  u64 length = 0;
  kh_response_boundary(boundary, std::random_device()());
  kh_response_multipart_len(type.size(), sel.range, sel.nr, size, &length);
  kh_response_multipart_fields(&w, boundary, length);
  std::vector<Piece> pieces = {{std::string(buf, w.len) + common, {0, 0}}};
  for (u32 i = 0; i < sel.nr; ++i) {
    kh_wbuf_init(&w, buf, sizeof(buf));
    kh_response_part_head(&w, boundary, kh_span(type.data(), type.size()),
                          &sel.range[i], size);
    pieces.push_back({std::string(buf, w.len), sel.range[i]});
  }
  kh_wbuf_init(&w, buf, sizeof(buf));
  kh_response_multipart_end(&w, boundary);
  pieces.push_back({std::string(buf, w.len), {0, 0}});
  return pieces;
}

}  // namespace model

Setting.rest_api_enabled = 1
role = Role.find_by(name: "Manager")
people = %w[reporter fixer checker].map do |login|
  user = User.find_by(login: login) || User.new(firstname: login, lastname: "b", mail: "#{login}@example.org")
  user.login = login; user.password = "plum-blossom-2026"; user.admin = false; user.status = 1
  user.save!
  user
end
project = Project.find_by(identifier: "bench") || Project.create!(name: "bench", identifier: "bench", trackers: Tracker.all, enabled_module_names: ["issue_tracking"])
people.each { |u| Member.create!(project: project, user: u, roles: [role]) unless Member.exists?(project_id: project.id, user_id: u.id) }
new_status, resolved, closed = %w[New Resolved Closed].map { |n| IssueStatus.find_by!(name: n) }
count = (ENV["ISSUES"] || "120").to_i
count.times do |n|
  Issue.create!(project: project, tracker: Tracker.first, author: people[0], assigned_to: people[1], status: new_status,
                priority: IssuePriority.first, subject: "stairway blocked #{n}", description: "cartons beside the stair door #{n}")
end
puts({keys: people.to_h { |u| [u.login, u.api_key] }, issues: project.issues.order(:id).pluck(:id),
      resolved: resolved.id, closed: closed.id}.to_json)

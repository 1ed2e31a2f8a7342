using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>The fault rules in the order in which they were added; the first that matches an invocation applies.</summary>
internal sealed class FaultRules
{
    private readonly Lock _lock = new();
    private readonly List<FaultRule> _rules = [];

    /// <summary>The remaining rules, with their remaining number of invocations.</summary>
    public IReadOnlyList<FaultRule> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules];
            }
        }
    }

    /// <exception cref="ArgumentException">The rule can never match.</exception>
    public void Add(FaultRule rule)
    {
        rule.Validate();
        lock (_lock)
        {
            _rules.Add(rule);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
        }
    }

    /// <summary>Finds the rule for an invocation and reduces its remaining number by one.</summary>
    public FaultRule? Strike(InvokeModelTarget target, string region, string prompt, bool guarded)
    {
        lock (_lock)
        {
            var index = _rules.FindIndex(rule => rule.Matches(target, region, prompt, guarded));
            if (index < 0)
            {
                return null;
            }

            var rule = _rules[index];
            if (rule.Times == 1)
            {
                _rules.RemoveAt(index);
            }
            else
            {
                _rules[index] = rule with { Times = rule.Times - 1 };
            }

            return rule;
        }
    }
}
